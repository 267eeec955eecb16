// Package e2e drives the real window on a desktop of its own, by keyboard, and
// watches the real processes behind it. Its tests have the tag e2e and need the
// programs built: `make e2e`.
package e2e
