//go:build !linux

package cores

import "math"

func explain() Account {
	return Account{Machine: Unknown, Online: Unknown, Quota: math.Inf(1), Usable: float64(Allowed())}
}
