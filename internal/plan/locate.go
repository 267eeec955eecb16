package plan

import "errors"

// Locate returns the error of Open for a plan that was loaded from path, with
// the file and the line of the key that it is about. Any other error, and one of
// a file that cannot be read any more, comes back as it is.
func Locate(path string, err error) error {
	var p Problem
	if path == "" || !errors.As(err, &p) || p.File != "" {
		return err
	}
	p.File = path
	if text, failed := readFile(path); failed == nil {
		if doc, problem := readDocument(text); problem == nil {
			p.Line = (&parsing{doc: doc}).line(p.Key, -1)
		}
	}
	return p
}
