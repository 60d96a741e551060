package csvfile

import (
	"math"
	"strings"
	"testing"
)

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "0.25": 0.25, ".5": 0.5, "5.": 5, "+1e-3": 0.001, "-2E2": -200, "0,25": 0.25, ",5": 0.5, "1e-400": 0,
	} {
		if value, err := new(Table).Number(text); err != nil || value != want {
			t.Errorf("%s: %v, %v, want %v", text, value, err, want)
		}
	}
	for _, text := range []string{
		"", ".", ",", "-", "e5", "1e", "1.5.2", "1,5,2", "1.000,5", "1,000.5", "1 000", "1'000", "1_000", "0x1p-2", "0.5f",
		"50%", "NaN", "inf", "１", "1e400", "--1", "1\x00",
	} {
		if value, err := new(Table).Number(text); err == nil {
			t.Errorf("%q is %v", text, value)
		}
	}
}

func TestPointsAndCommasDoNotMix(t *testing.T) {
	table := &Table{line: 2}
	if _, err := table.Number("0,5"); err != nil {
		t.Fatal(err)
	}
	table.line = 3
	if _, err := table.Number("7"); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Number("0.5"); err == nil || err.Error() != "a point, where line 2 has a comma in a number" {
		t.Errorf("%v", err)
	}
}

func TestWhole(t *testing.T) {
	for text, want := range map[string]int{
		"16": 16, "16.0": 16, "16,0": 16, "1e3": 1000, "1.5E1": 15, "+4": 4, "-4.0": -4, "007": 7, "0": 0,
		"9223372036854775807": math.MaxInt, "9007199254740992.0": 1 << 53,
	} {
		if value, err := new(Table).Whole(text); err != nil || value != want {
			t.Errorf("%s: %v, %v, want %v", text, value, err, want)
		}
	}
	for text, says := range map[string]string{
		"1.000": "thousands", "1,024": "thousands", "12.345.678": "thousands", "4.5": "not a whole number",
		"1.84467E+19":          "rounded, or too large",
		"99999999999999999999": "too large", "1e300": "too large", "-1e300": "too large", "x": "not a decimal number",
		"": "not a decimal number",
	} {
		if value, err := new(Table).Whole(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, %v, want %q", text, value, err, says)
		}
	}
}

func TestBool(t *testing.T) {
	for text, want := range map[string]bool{
		"true": true, "TRUE": true, "True": true, "T": true, "t": true, "1": true, "1.0": true, "yes": true, "YES": true,
		"Y":     true,
		"false": false, "FALSE": false, "F": false, "f": false, "0": false, "0.0": false, "no": false, "No": false,
		"n": false,
	} {
		if value, err := new(Table).Bool(text); err != nil || value != want {
			t.Errorf("%s: %v, %v", text, value, err)
		}
	}
	for _, text := range []string{"", "2", "0.5", "control", "on", "wahr", "x", "-1", "true!"} {
		if value, err := new(Table).Bool(text); err == nil {
			t.Errorf("%q is %v", text, value)
		}
	}
}

func TestSeedsThatWereRounded(t *testing.T) {
	for name, c := range map[string]struct {
		seeds []string
		bad   bool
	}{
		"none":                  {nil, false},
		"short":                 {[]string{"1", "42", "100000000000000"}, false},
		"whole":                 {[]string{"12345678901234567890", "9876543210987654321"}, false},
		"one whole among round": {[]string{"12345678901234500000", "9876543210987654321"}, false},
		"a spreadsheet":         {[]string{"7", "12345678901234500000", "9876543210987650000"}, true},
		"one, by a spreadsheet": {[]string{"12345678901234500000", "12345678901234500000"}, true},
		"JavaScript":            {[]string{"12345678901234567000", "9876543210987655000"}, true},
		"float64":               {[]string{"12345678901234567168", "9876543210987655168"}, true},
		"one float64":           {[]string{"12345678901234567168"}, false},
		"times in microseconds": {[]string{"1790000000123456", "1790000000123457", "1790000000123458"}, false},
		"such a time, round":    {[]string{"1790000000123450", "1790000000123450", "1790000000123450"}, false},
		"beyond 64 bits":        {[]string{"99999999999999999999999"}, false},
	} {
		var s Seeds
		for i, seed := range c.seeds {
			s.Add(seed, i+2)
		}
		if place, err := s.Err(); (err != nil) != c.bad || c.bad && place < 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
