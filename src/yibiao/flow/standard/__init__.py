"""The data standard 数据标准."""
