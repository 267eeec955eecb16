package plan

import "path/filepath"

// FilesLike returns the pattern of the files in a file's folder that have its ending,
// whatever signs are in the names.
func FilesLike(file string) string {
	return FilesIn(filepath.Dir(file)) + literal(filepath.Ext(file))
}
