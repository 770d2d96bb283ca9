"""What every world runs on: random streams, the calendar, lotteries, and the world that keeps its parts."""
