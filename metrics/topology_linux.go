package metrics

import "os"

// SystemTopology returns the topology of the machine it runs on. Other systems
// than Linux tell the Model and how many cores there are, and nothing else.
func SystemTopology() Topology { return ReadTopology(os.DirFS("/")) }
