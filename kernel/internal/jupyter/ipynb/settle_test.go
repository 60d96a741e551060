package ipynb

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

// unusual has texts whose lines, and characters whose escapes, Go and Python see differently by default.
const unusual = "a\r\nb\rc\u2028d\u2029e\x0bf\x0cg\x1ch\u0085i\\u2028 \\\u2028 <&> \x7f\x01\u00e9\U0001f600"

func TestLinesAreThoseOfPython(t *testing.T) {
	want := []string{
		"a\r\n",
		"b\r",
		"c\u2028",
		"d\u2029",
		"e\x0b",
		"f\x0c",
		"g\x1c",
		"h\u0085",
		"i\\u2028 \\\u2028",
		" <&> \x7f\x01\u00e9\U0001f600",
	}
	if got := lines(unusual); !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Log("python3 is not installed: what Python itself writes is not compared")
		return
	}
	n := Notebook{
		Format: 4,
		Minor:  5,
		Cells:  []Cell{{Type: Markdown, ID: "a", Source: unusual, Metadata: map[string]any{"x": unusual}}},
	}
	ours, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", `import json, sys
nb = json.load(sys.stdin.buffer)
for c in nb["cells"]: c["source"] = "".join(c["source"]).splitlines(True)
sys.stdout.buffer.write((json.dumps(nb, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())`)
	cmd.Stdin = bytes.NewReader(ours)
	theirs, err := cmd.Output()
	if err != nil || !bytes.Equal(theirs, ours) {
		t.Errorf("Python writes other bytes: %v\n%s\n%s", err, theirs, ours)
	}
}

func TestSettle(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"ours, old": {`{"kernelspec":{"name":"diversity","display_name":"x"},"language_info":{"name":"go","version":"go1.26.5"},"a":1}`,
			"ours"},
		"ours, blank": {`{"kernelspec":{"name":"diversity"},"a":1}`, "ours"},
		"gonb":        {`{"kernelspec":{"name":"gonb"},"language_info":{"name":"go","version":"go1.26.5"}}`, "same"},
		"none":        {`{"a":1}`, "same"},
		"no object":   {`{"kernelspec":3}`, "same"},
	} {
		var before, after map[string]any
		for _, m := range []*map[string]any{&before, &after} {
			if err := json.Unmarshal([]byte(c.before), m); err != nil {
				t.Fatal(err)
			}
		}
		Settle(after)
		want := before
		if c.after == "ours" {
			want = kernelspec.Metadata()
			want["a"] = 1.0
		}
		if !reflect.DeepEqual(after, want) {
			t.Errorf("%s: %v, want %v", name, after, want)
		}
	}
}

// TestLanguageVersion keeps what notebooks hold on the version of go.mod.
func TestLanguageVersion(t *testing.T) {
	module, err := os.ReadFile("../../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := kernelspec.LanguageInfo()["version"].(string)
	if strings.Count(version, ".") != 1 || !bytes.Contains(module, []byte("\ngo "+version+".")) {
		t.Errorf("the kernel reports the language version %s, go.mod has another", version)
	}
}

func TestCleanWritesWhatJupyterLabSaves(t *testing.T) {
	for before, want := range map[string]string{
		`{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[{"cell_type":"markdown"}]}`: "{\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\",\n   " +
			"\"metadata\": {},\n   \"source\": []\n  }\n ],\n \"metadata\": {},\n \"nbformat\": 4,\n \"nbformat_minor\": 4\n}\n",
		`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"raw","id":"a","metadata":{},"source":"x\u2028y\rz"}]}`: "{\n \"cells\": [\n  {\n   " +
			"\"cell_type\": \"raw\",\n   \"id\": \"a\",\n   \"metadata\": {},\n   \"source\": [\n    \"x\u2028\",\n    \"y\\r\",\n    \"z\"\n   ]\n  }\n ],\n " +
			"\"metadata\": {},\n \"nbformat\": 4,\n \"nbformat_minor\": 5\n}\n",
	} {
		if got, err := Clean([]byte(before)); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", before, err, got, want)
		}
	}
}
