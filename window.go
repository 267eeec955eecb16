package main

// noWindow is the exit status where a window can't be shown.
const noWindow = 3
