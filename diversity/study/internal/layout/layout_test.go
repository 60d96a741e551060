package layout

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/study/internal/sealed"
)

// The names are those that the documentation of package study draws.
func TestPaths(t *testing.T) {
	d := Dir(filepath.Join("root", Studies, "greek"))
	for got, want := range map[string]string{
		d.Spec():       "root/studies/greek/study.json",
		d.Sub(Lock):    "root/studies/greek/lock",
		d.Run("ab"):    "root/studies/greek/runs/ab.json",
		d.Failure("a"): "root/studies/greek/failures/a.json",
		d.Weights("a"): "root/studies/greek/weights/a.safetensors",
		d.Sub(Claims):  "root/studies/greek/claims",
		d.Sub(Logs):    "root/studies/greek/logs",
	} {
		if filepath.ToSlash(got) != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// spec writes a study.json and returns its directory.
func spec(t *testing.T, text []byte) Dir {
	t.Helper()
	d := Dir(t.TempDir())
	if err := os.WriteFile(d.Spec(), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

func sealedSpec(t *testing.T, format int) []byte {
	t.Helper()
	text, err := sealed.Seal(SpecFile{Format: format, Hash: "abc", Study: []byte(`{"name":"greek"}`)})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestReadSpec(t *testing.T) {
	file, err := spec(t, sealedSpec(t, sealed.Format)).ReadSpec()
	if err != nil || file.Hash != "abc" || string(file.Study) != `{"name":"greek"}` || file.Format != sealed.Format {
		t.Errorf("%+v, %v", file, err)
	}
}

// What is no specification of this version is an error that names the file.
func TestReadSpecRefuses(t *testing.T) {
	whole := sealedSpec(t, sealed.Format)
	for name, c := range map[string]struct {
		text []byte
		want error
		says string
	}{
		"edited":  {[]byte(strings.Replace(string(whole), "greek", "latin", 1)), sealed.ErrDamaged, "--accept"},
		"torn":    {whole[:len(whole)/2], sealed.ErrDamaged, "--accept"},
		"empty":   {nil, sealed.ErrDamaged, "--accept"},
		"a later": {sealedSpec(t, sealed.Format+1), sealed.ErrNewer, "study.json"},
	} {
		d := spec(t, c.text)
		_, err := d.ReadSpec()
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), d.Spec()) {
			t.Errorf("%s: %v, want %v with %s", name, err, c.want, c.says)
		}
	}
	d := Dir(t.TempDir())
	if _, err := d.ReadSpec(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("not there: %v", err)
	}
	if err := syscall.Mkfifo(d.Spec(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ReadSpec(); !errors.Is(err, regular.ErrKind) {
		t.Errorf("a pipe: %v", err)
	}
}

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ab.json")
	if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Read(path, "ab", func(text []byte, hash string) (string, error) { return hash + " " + string(text), nil })
	if got != "ab text" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	refused := errors.New("refused")
	got, err = Read(path, "ab", func([]byte, string) (string, error) { return "half", refused })
	if got != "" || !errors.Is(err, refused) || !strings.HasPrefix(err.Error(), path+": ") {
		t.Errorf("%q, %v, want an error that names the file and nothing beside it", got, err)
	}
	if _, err = Read(path+"x", "ab", func([]byte, string) (string, error) { return "", nil }); err == nil {
		t.Error("a file that is not there was read")
	}
}
