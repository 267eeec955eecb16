package metrics

// portableBlanks says what Windows does not count.
func portableBlanks() [coreParts]bool {
	return [coreParts]bool{partNice: true, partSteal: true, partWait: true}
}

// readPortableLoad leaves the load unknown: Windows has none, and gopsutil would
// start a goroutine that counts one.
func readPortableLoad(*machineCounters) {}

func newMachineSource() machineSource { return portableMachine{} }
