package cli

import (
	"fmt"
	"runtime"
)

// Version is that of the program; FyneApp.toml has the same.
const Version = "0.1.0"

func versionText() string {
	return fmt.Sprintf("poolscope %s (%s, %s/%s)", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
