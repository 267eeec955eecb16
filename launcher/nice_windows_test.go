package launcher_test

func niceOfSelf() int { return 0 }
