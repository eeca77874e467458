"""What every layer stands on: errors, work, time, money, storage, audit."""
