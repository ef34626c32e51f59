"""What was in force on a day: the tariff, limits, rates and code tables, read from data/."""
