package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study/internal/sealed"
)

func sealedResult(t testing.TB) ([]byte, Result) {
	t.Helper()
	s := small()
	result := stubResult(s, s.ControlAt(0))
	result.Format, result.Hash, result.Run = Format, s.RunHash(s.ControlAt(0)), s.ControlAt(0)
	text, err := sealed.Seal(result)
	if err != nil {
		t.Fatal(err)
	}
	return text, result
}

func TestSealedIsJSONWithAFieldOnALine(t *testing.T) {
	text, want := sealedResult(t)
	var file struct {
		Checksum string
		Content  Result
	}
	if err := json.Unmarshal(text, &file); err != nil || !reflect.DeepEqual(file.Content, want) ||
		!strings.HasPrefix(file.Checksum, "sha256:") {
		t.Errorf("%v in\n%s", err, text)
	}
	if lines := bytes.Count(text, []byte("\n")); lines != 12 {
		t.Errorf("%d lines, want one for the checksum and one for each of 11 fields:\n%s", lines, text)
	}
	var got Result
	if err := sealed.Unseal(text, &got, &got.Format); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: %+v, want %+v", err, got, want)
	}
}

func TestUnsealRefuses(t *testing.T) {
	newer, err := sealed.Seal(map[string]any{"format": Format + 1, "hash": "h", "run": "of another type"})
	if err != nil {
		t.Fatal(err)
	}
	other, err := sealed.Seal(map[string]any{"format": Format, "hash": 7})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := sealedResult(t)
	for name, c := range map[string]struct {
		text string
		kind error
	}{
		"nothing":          {"", ErrDamaged},
		"not JSON":         {"results", ErrDamaged},
		"null":             {"null", ErrDamaged},
		"no content":       {`{"checksum":"sha256:0"}`, ErrDamaged},
		"another key":      {`{"checksum":"sha256:0","content":{},"more":1}`, ErrDamaged},
		"something after":  {string(text) + "x", ErrDamaged},
		"a digit edited":   {strings.Replace(string(text), `"tested":100`, `"tested":101`, 1), ErrDamaged},
		"not a result":     {string(other), ErrDamaged},
		"a newer version":  {string(newer), ErrFormat},
		"newer and edited": {strings.Replace(string(newer), `"h"`, `"i"`, 1), ErrDamaged},
	} {
		var got Result
		if err := sealed.Unseal([]byte(c.text), &got, &got.Format); !errors.Is(err, c.kind) {
			t.Errorf("%s: error %v, want %v", name, err, c.kind)
		}
	}
}

func FuzzResult(f *testing.F) {
	text, _ := sealedResult(f)
	f.Add(text)
	f.Add([]byte(`{"checksum":"","content":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var result Result
		if sealed.Unseal(text, &result, &result.Format) != nil || result.Validate() != nil {
			return
		}
		for _, m := range result.Measurements {
			if m.Error < 0 || m.Error > 1 || m.Tested < 1 {
				t.Errorf("a valid result holds the error %v of %d", m.Error, m.Tested)
			}
		}
	})
}

// fastResult reads either nothing or what encoding/json reads.
func FuzzFastResult(f *testing.F) {
	s := small()
	for _, run := range []Run{s.ControlAt(0), s.RunAt(diversity.Size{Classes: 4, PerClass: 4}, 1)} {
		result := realistic(s, run)
		result.Run, result.Token = run, 3
		for _, change := range []func(*Result){
			func(*Result) {},
			func(r *Result) { r.Curve, r.Loss, r.Weights, r.Device, r.Versions, r.Token = nil, 0, "", "", nil, 0 },
			func(r *Result) { r.Loss, r.Timings.Draw = 1e-300, 1.5e21 },
			func(r *Result) { *r = mistaken(*r) },
			func(r *Result) { *r = choosing(*r) },
		} {
			change(&result)
			f.Add(lines(f, result))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var fast, slow Result
		if !fastResult(text, &fast) {
			return
		}
		if err := json.Unmarshal(text, &slow); err != nil || !reflect.DeepEqual(fast, slow) {
			t.Errorf("read as\n%+v\nwant (%v)\n%+v", fast, err, slow)
		}
	})
}

// The fast way is taken for all that this package writes, but for strings with characters that need care.
func TestFastResultReadsWhatIsWritten(t *testing.T) {
	s := small()
	for _, run := range mustPlan(t, s) {
		want := realistic(s, run)
		want.Format, want.Hash, want.Run, want.Token = Format, s.RunHash(run), run, 12
		text := lines(t, want)
		var got Result
		if !fastResult(lines(t, want), &got) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nwas read as\n%+v", text, got)
		}
		want = mistaken(want)
		text = lines(t, want)
		if got = (Result{}); !fastResult(lines(t, want), &got) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nwas read as\n%+v", text, got)
		}
		want = choosing(want)
		text = lines(t, want)
		if got = (Result{}); !fastResult(lines(t, want), &got) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nwas read as\n%+v", text, got)
		}
		want.Device = `NVIDIA "H100" <é>`
		sealedText, err := sealed.Seal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := sealed.Unseal(sealedText, &got, &got.Format); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: with a special device it was read as %+v", err, got)
		}
	}
}

// choosing is a result whose probes chose from some settings.
func choosing(r Result) Result {
	r.Measurements = slices.Clone(r.Measurements)
	for i := range r.Measurements {
		r.Measurements[i].Candidates = []probe.Candidate{{Value: 1e-7, Wrong: 3, Of: 40, Chosen: 1}, {Value: 1e6, Of: 40}}
	}
	return r
}

func TestShortNumber(t *testing.T) {
	random := diversity.Stream(1, "numbers")
	texts := []string{"0", "00", "01", "0.", ".5", "1.", "-1", "1e5", "1.5E3", "1.2.3", "", "12x", "0.5", "0.05", "10",
		"999999999999999", "9999999999999999", "0.00000000000001"}
	for range 10_000 {
		texts = append(texts, strconv.FormatFloat(random.ExpFloat64(), 'g', 1+random.IntN(15), 64))
	}
	for _, text := range texts {
		var want float64
		failed := json.Unmarshal([]byte(text), &want)
		for _, end := range []string{",", "]", "}"} {
			if got, size, _ := shortNumber([]byte(text + end)); size > 0 && (failed != nil || got != want || size != len(text)) {
				t.Errorf("%s was read as %v with %d characters, want %v (%v)", text, got, size, want, failed)
			}
		}
		if _, size, _ := shortNumber([]byte(text)); size > 0 {
			t.Errorf("%s: read although its end is not known", text)
		}
	}
	if got, size, _ := shortNumber([]byte("0.12345,")); got != 0.12345 || size != 7 {
		t.Errorf("0.12345 was read as %v with %d characters", got, size)
	}
}

// lines is the content of a result's file.
func lines(t testing.TB, result Result) []byte {
	t.Helper()
	text, err := sealed.Seal(result)
	if err != nil {
		t.Fatal(err)
	}
	_, content, found := bytes.Cut(text, []byte("\"content\":"))
	if !found {
		t.Fatalf("no content in %s", text)
	}
	return bytes.TrimSuffix(content, []byte("}\n"))
}
