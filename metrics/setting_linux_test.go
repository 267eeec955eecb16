package metrics

import "testing"

func TestOneSettingSwitchesTheFastReadingsOff(t *testing.T) {
	for setting, portably := range map[string]bool{"": false, "fast": false, PortableSetting: true} {
		t.Setenv(SourceVariable, setting)
		_, portableSource := NewSource().(*system).open(1).(*portable)
		reader := NewMachineReader()
		defer reader.Close()
		_, portableReader := reader.src.(portableMachine)
		if portableSource != portably || portableReader != portably {
			t.Errorf("setting %q: portable source %v, portable reader of the machine %v; want %v", setting, portableSource, portableReader, portably)
		}
	}
}
