package paperexport

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The project of a committed notebook is built by MyST itself, without a network, and its citation is one by the schema
// of the format.
func TestIntegrationMyST(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to build a paper by MyST (30 s)")
	}
	myst, err := exec.LookPath("myst")
	if err != nil {
		t.Skip("myst is not installed (pip install mystmd), and nothing else here reads MyST")
	}
	p, err := Read(context.Background(), filepath.Join("..", "..", "..", "..", "notebooks", "quickstart.ipynb"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := p.Save(dir); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) string {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", program, args, err, out)
		}
		return string(out)
	}
	if out := run(myst, "build", "--tex", "--xml"); strings.Contains(out, "⛔") || strings.Contains(out, "⚠") {
		t.Errorf("MyST complains:\n%s", out)
	}
	for name, want := range map[string]string{"paper.tex": `\includegraphics`, "paper.xml": "<article"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || strings.Count(string(text), want) == 0 {
			t.Errorf("%s: %v, no %s in %.300s", name, err, want, text)
		}
	}
	if cffconvert, err := exec.LookPath("cffconvert"); err != nil {
		t.Log("cffconvert is not installed (pip install cffconvert): the citation is not validated")
	} else if out := run(cffconvert, "--validate"); !strings.Contains(out, "valid according to schema") {
		t.Errorf("%s", out)
	}
}
