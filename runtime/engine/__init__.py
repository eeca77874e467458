"""Generic BPMN: definitions, instances, user tasks, timers, incidents."""
