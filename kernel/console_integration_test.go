package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// pythonVariable names an interpreter that has what the tests need of Python; without it each makes an environment of
// its own.
const pythonVariable = "DIVERSITY_TEST_PYTHON"

// pythonWith is an interpreter that has the given packages.
func pythonWith(t *testing.T, packages ...string) string {
	t.Helper()
	if python := os.Getenv(pythonVariable); python != "" {
		return python
	}
	dir := t.TempDir()
	python := filepath.Join(dir, "bin", "python")
	install := append([]string{python, "-m", "pip", "install", "-q"}, packages...)
	for _, command := range [][]string{{"python3", "-m", "venv", dir}, install} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return python
}

// TestIntegrationConsole types into Jupyter's console: values, a function of many lines, an error, an interrupt, the
// history of the last session, and the end, which leaves nothing.
func TestIntegrationConsole(t *testing.T) {
	l := newLaboratory(t)
	python := pythonWith(t, "jupyter_console==6.6.3", "pexpect==4.9.0")
	temp := proxytest.ShortTemp(t)
	cmd := exec.Command(python, filepath.Join("testdata", "console.py"))
	cmd.Env = append(l.env, "JUPYTER_PATH="+l.jupyter(t), "TMPDIR="+temp, "JUPYTER_CONFIG_DIR="+t.TempDir(),
		"IPYTHONDIR="+t.TempDir(), "TERM=xterm")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if runtime.GOOS != "linux" { // where left processes are found
		return
	}
	leftovers := func() (list []string) {
		for _, one := range left(temp) {
			if !strings.HasPrefix(filepath.Base(one), "tmp") { // of Python's own
				list = append(list, one)
			}
		}
		return list
	}
	eventually(t, "everything ends", 20*time.Second, func() bool { return len(leftovers()) == 0 })
}
