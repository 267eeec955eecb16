package metrics

// The states of a process, as Usage has them.
const (
	stateRunning  = "running"
	stateSleeping = "sleeping"
	stateDiskWait = "disk wait"
	stateStopped  = "stopped"
	stateZombie   = "zombie"
	stateIdle     = "idle"
	stateUnknown  = "unknown"
)
