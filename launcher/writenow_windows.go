package launcher

import "os"

// writeNow writes nothing: a pipe would make it wait.
func writeNow(*os.File, []byte) int { return 0 }
