package processor

import (
	"strings"
	"testing"
	"testing/fstest"
)

const cache = "sys/devices/system/cpu/cpu0/cache/index"

func TestNamesOfLinux(t *testing.T) {
	intel := "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 207\nmodel name\t: Intel(R)  Xeon(R) Processor\nstepping\t: 2\n\n" +
		"processor\t: 1\nmodel\t\t: 999\n"
	for _, c := range []struct {
		name, info, want string
	}{
		{"Intel", intel, "Intel(R) Xeon(R) Processor (family 6, model 207, stepping 2; caches 48K, 2048K)"},
		{"Arm", "CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n", "processor (implementer 0x41, part 0xd0c; caches 48K, 2048K)"},
		{"nothing known", "", ""},
		{"control characters", "model name: a\x1b[31mb\ncpu family: 1\n", `a\x1b[31mb (family 1, model , stepping ; caches 48K, 2048K)`},
	} {
		got := linux(fstest.MapFS{
			"proc/cpuinfo":   {Data: []byte(c.info)},
			cache + "0/size": {Data: []byte("48K\n")}, cache + "0/type": {Data: []byte("Data\n")},
			cache + "1/size": {Data: []byte("32K\n")}, cache + "1/type": {Data: []byte("Instruction\n")},
			cache + "2/size": {Data: []byte("2048K\n")}, cache + "2/type": {Data: []byte("Unified\n")},
		})
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := linux(fstest.MapFS{}); got != "" {
		t.Errorf("without files: %q", got)
	}
	long := linux(fstest.MapFS{"proc/cpuinfo": {Data: []byte("model name: " + strings.Repeat("x", 1000))}})
	if len(long) != longest {
		t.Errorf("a name of %d bytes", len(long))
	}
}

func TestName(t *testing.T) {
	if name := Name(); name == "" {
		t.Log("this system does not say which processor it has")
	} else if strings.ContainsAny(name, "\n\x1b") {
		t.Errorf("%q", name)
	}
}
