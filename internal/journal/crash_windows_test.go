package journal

func writerMain(string) {}
