"""Admissions 准入: applications for forms, the catalogue of forms, lists compared from both sides, whistles."""
