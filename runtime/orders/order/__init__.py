"""The order itself (订单): its content, its number, its state."""
