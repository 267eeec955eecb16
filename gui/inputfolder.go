package gui

import "github.com/poolscope/poolscope/gui/tr"

// pickFolder asks for a folder of inputs and hands on its path, or that of a file in it.
func (w *Window) pickFolder(chosen func(string)) {
	w.askFile(fileQuestion{title: tr.T("Choose a folder, or a file for all with its ending"), do: tr.T("Choose"), inside: true, chosen: chosen})
}
