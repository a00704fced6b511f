"""台账体检: how fresh, whole and consistent the ledger is, by area. Of data, never of persons. Refuses: nothing."""
