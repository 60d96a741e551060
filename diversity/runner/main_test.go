package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

// What cannot be interrupted is not waited for.
func TestExitSoon(t *testing.T) {
	codes := make(chan int, 1)
	exit := func(code int) { codes <- code }
	ctx, cancel := context.WithCancel(context.Background())
	callOff := exitSoon(ctx, time.Millisecond, exit)
	cancel()
	if code := <-codes; code != ExitRetry {
		t.Errorf("exit code %d, want %d", code, ExitRetry)
	}
	callOff()
	ctx, cancel = context.WithCancel(context.Background())
	callOff = exitSoon(ctx, time.Hour, exit)
	cancel()
	callOff()
	exitSoon(context.Background(), 0, exit)()
	if len(codes) != 0 {
		t.Error("it exits although the work has ended")
	}
}

// called is what a worker program writes and exits with.
func called(t *testing.T, args ...string) (code int, out, messages string) {
	t.Helper()
	var o, m bytes.Buffer
	code = command(context.Background(), append([]string{"/bin/own-worker"}, args...), &o, &m)
	return code, o.String(), m.String()
}

func TestWorkerProgram(t *testing.T) {
	dir := written(t, tiny())
	if code, _, messages := called(t, "worker", "--study", dir, "--run", "4x4#0"); code != ExitDone || messages != "" ||
		results(t, dir) != 1 {
		t.Errorf("one run: exit code %d, %d results: %s", code, results(t, dir), messages)
	}
	if code, _, messages := called(t, "worker", "--study", dir, "--index", "1", "--count", "2"); code != ExitDone ||
		results(t, dir) != 6 {
		t.Errorf("a share: exit code %d, %d results: %s", code, results(t, dir), messages)
	}
	if code, out, _ := called(t, "worker", "-h"); code != ExitDone ||
		!strings.Contains(out, "usage: own-worker worker --study DIR") || !strings.Contains(out, "-lease") {
		t.Errorf("help: exit code %d: %s", code, out)
	}
	for want, args := range map[string][]string{
		"want `own-worker worker --study DIR`": {},
		"own-worker: wrong usage: want":        {"compute"},
		"--study is missing":                   {"worker"},
		"not defined: -wat":                    {"worker", "--wat"},
		`unexpected argument "x"`:              {"worker", "--study", dir, "x"},
		"--index 2 --count 2":                  {"worker", "--study", dir, "--index", "2", "--count", "2"},
		"--run and --count":                    {"worker", "--study", dir, "--run", "4x4#0", "--count", "2"},
	} {
		if code, _, messages := called(t, args...); code != ExitUsage || !strings.Contains(messages, want) {
			t.Errorf("%v: exit code %d: %s, want one with %q", args, code, messages, want)
		}
	}
	if code, _, messages := called(t, "worker", "--study", dir+"/nowhere"); code != ExitNever ||
		!strings.HasPrefix(messages, "own-worker: ") {
		t.Errorf("no study: exit code %d: %s", code, messages)
	}
}

func TestCheckSaysWhetherAProgramHasWhatAStudyNeeds(t *testing.T) {
	text, err := tiny().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for want, edit := range map[string][2]string{
		"": {"", ""},
		`Study.Probes[1]: probe kind "neighbours" is not known`: {`{"kind":"nearest-mean"}`, `{"kind":"neighbours","k":3}`},
		`Study.Backbone: backbone kind "small" is not known`:    {`{"kind":"mlp","hidden":[12]}`, `{"kind":"small"}`},
		`"mine" version "1" is a Go function of the program`: {`{"kind":"mlp","hidden":[12]}`,
			`{"kind":"func","name":"mine","version":"1"}`},
		"MLP.Hidden[0] = 0": {"[12]", "[0]"},
		`the network of the backbone kind "test.light" (runner.light) is`: {`{"kind":"mlp","hidden":[12]}`,
			`{"kind":"test.light"}`},
	} {
		_, err := readStudy(strings.NewReader(strings.Replace(string(text), edit[0], edit[1], 1)))
		if want == "" && err != nil || want != "" && (!errors.Is(err, ErrNever) || !strings.Contains(err.Error(), want)) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// light is a backbone whose package is imported, but not the one with its graph.
type light struct{}

func (light) Kind() string             { return "test.light" }
func (light) Validate() error          { return nil }
func (light) Features(_, _, _ int) int { return 3 }

func init() { backbone.Register("test.light", backbone.Decode[light]) }

// A study that is refused, for what it is or for the program that would compute it, leaves nothing on the disk.
func TestAStudyThatIsRefusedLeavesNoDirectory(t *testing.T) {
	function, unregistered, shapeless, unknown := inGo(), tiny(), tiny(), tiny()
	unregistered.Probes = append(unregistered.Probes, foreigner{})
	shapeless.Backbone = light{}
	text, err := tiny().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(bytes.Replace(text, []byte("nearest-mean"), []byte("neighbours"), 1), &unknown); err != nil {
		t.Fatal(err)
	}
	workers := study.Processes{Command: []string{os.Args[0]}, Count: 1}
	for name, c := range map[string]struct {
		study    study.Study
		executor study.Executor
		want     error
	}{
		"a function, in processes":                {function, workers, backbone.ErrNotReopenable},
		"no worker program":                       {tiny(), study.Processes{Count: -1}, diversity.ErrInvalid},
		"a probe that is not registered":          {unregistered, InProcess{}, diversity.ErrUnknownKind},
		"a backbone without a graph":              {shapeless, InProcess{}, diversity.ErrUnknownKind},
		"a kind that is not known here":           {unknown, InProcess{}, diversity.ErrUnknownKind},
		"a kind that is not known to the program": {unknown, workers, study.ErrWorker},
	} {
		root := t.TempDir()
		_, err := c.study.Run(context.Background(), study.RunOptions{Root: root, Executor: c.executor})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
		if left, _ := os.ReadDir(root); len(left) > 0 {
			t.Errorf("%s: it left %v", name, left)
		}
	}
	root := t.TempDir()
	if _, err := unregistered.Save(root); !errors.Is(err, diversity.ErrUnknownKind) {
		t.Errorf("Save: error %v", err)
	}
	if left, _ := os.ReadDir(root); len(left) > 0 {
		t.Errorf("Save left %v", left)
	}
}

// foreigner is a probe that no package registers.
type foreigner struct{ probe.NearestMean }

func (foreigner) Kind() string { return "foreigner" }
