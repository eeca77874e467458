"""Stock (库存): what is on hand, what is held for whom; an append-only ledger."""
