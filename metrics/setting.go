package metrics

import "os"

// SourceVariable is the environment variable that says how the machine is read:
// PortableSetting has NewSource and NewMachineReader ask gopsutil alone, where the
// kernel's files are not as expected. Anything else, and none, is the fast way.
const (
	SourceVariable  = "POOLSCOPE_SOURCE"
	PortableSetting = "portable"
)

// portableWanted tells what the setting is.
func portableWanted() bool { return os.Getenv(SourceVariable) == PortableSetting }
