package sealed

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

type note struct {
	Format int    `json:"format"`
	Text   string `json:"text"`
}

func sealedNote(t *testing.T) []byte {
	t.Helper()
	text, err := Seal(note{Format, "a \"note\", of two parts"})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func unsealed(text []byte) (note, error) {
	var got note
	return got, Unseal(text, &got, &got.Format)
}

func TestSealedFilesAreRead(t *testing.T) {
	text := sealedNote(t)
	var got note
	if err := Unseal(text, &got, &got.Format); err != nil || got.Text != "a \"note\", of two parts" {
		t.Errorf("%v: %+v", err, got)
	}
	if !json.Valid(text) || bytes.Count(text, []byte("\n")) != 3 {
		t.Errorf("want JSON with a field on a line:\n%s", text)
	}
	windows := append([]byte("\ufeff"), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))...)
	if _, err := unsealed(windows); err != nil {
		t.Errorf("with a mark and other line ends: %v", err)
	}
}

func TestBreakLines(t *testing.T) {
	text, want := `{"a,b":"c,\",\\","d":[1,{"e":2,"f":3}],"g":"\\"}`,
		"{\"a,b\":\"c,\\\",\\\\\",\n\"d\":[1,{\"e\":2,\"f\":3}],\n\"g\":\"\\\\\"}"
	if got := string(breakLines([]byte(text))); got != want {
		t.Errorf("%s\nbecame\n%s\nwant\n%s", text, got, want)
	}
}

func TestEveryCutAndEveryFlippedBitIsDetected(t *testing.T) {
	text := sealedNote(t)
	for at := range text {
		if _, err := unsealed(text[:at]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut to %d of %d bytes: error %v, want ErrDamaged", at, len(text), err)
		}
		for bit := range 8 {
			changed := bytes.Clone(text)
			changed[at] ^= 1 << bit
			if _, err := unsealed(changed); !errors.Is(err, ErrDamaged) {
				t.Fatalf("bit %d of byte %d flipped: error %v, want ErrDamaged", bit, at, err)
			}
		}
	}
}

func TestOtherVersionsAreNamed(t *testing.T) {
	newer, err := Seal(map[string]any{"format": Format + 1, "text": 7})
	if err != nil {
		t.Fatal(err)
	}
	list := Head + string(checksum([]byte("[]"))) + middle + "[]" + tail
	for name, c := range map[string]struct {
		text string
		kind error
	}{
		"newer, of another shape": {string(newer), ErrNewer},
		"newer, another frame":    {`{"format":7,"data":{}}`, ErrNewer},
		"no version":              {Head + string(checksum([]byte("{}"))) + middle + "{}" + tail, ErrFormat},
		"a list":                  {list, ErrDamaged},
		"nothing":                 {"", ErrDamaged},
	} {
		if _, err := unsealed([]byte(c.text)); !errors.Is(err, c.kind) {
			t.Errorf("%s: error %v, want %v", name, err, c.kind)
		}
	}
}

func TestReadNamesThePath(t *testing.T) {
	dir := t.TempDir()
	var got note
	path := filepath.Join(dir, "none.json")
	if err := Read(path, &got, &got.Format); !errors.Is(err, ErrMissing) || !Absent(err) {
		t.Errorf("no file: %v", err)
	}
	for name, make := range map[string]func(path string) error{
		"torn":        func(path string) error { return os.WriteFile(path, sealedNote(t)[:20], 0o600) },
		"a directory": func(path string) error { return os.Mkdir(path, 0o700) },
		"too large": func(path string) error {
			return errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, MaxBytes+1))
		},
	} {
		path := filepath.Join(dir, name)
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		if err := Read(path, &got, &got.Format); !errors.Is(err, ErrDamaged) ||
			!bytes.Contains([]byte(err.Error()), []byte(path)) {
			t.Errorf("%s: error %v, want ErrDamaged with the path", name, err)
		}
	}
}
