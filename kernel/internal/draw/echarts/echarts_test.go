package echarts

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

func TestFigureIDDependsOnTheMeaningOnly(t *testing.T) {
	want, err := FigureID([]byte(`{"a":[1,2.5],"b":{"c":"x"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^figure-[0-9a-f]{16}$`).MatchString(want) {
		t.Errorf("form of %q", want)
	}
	for _, same := range []string{`{"b":{"c":"x"}, "a":[1.0,25e-1]}`, `"{\"a\":[1,2.5],\"b\":{\"c\":\"x\"}}"`} {
		if got, err := FigureID([]byte(same)); got != want || err != nil {
			t.Errorf("%s: %s (%v), want %s", same, got, err, want)
		}
	}
	if got, _ := FigureID([]byte(`{"a":[1,2.6],"b":{"c":"x"}}`)); got == want {
		t.Error("another number, the same identity")
	}
}

func TestObjectErrors(t *testing.T) {
	for _, bad := range []string{``, `{`, `3`, `null`, `"{"`, `"3"`} {
		if _, err := Object([]byte(bad)); !errors.Is(err, ErrOption) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestLibraryIsTheVersionNamed(t *testing.T) {
	if !strings.Contains(Library, `version="`+Version+`"`) && !strings.Contains(Library, `"`+Version+`"`) {
		t.Errorf("the library does not say that it is %s", Version)
	}
	if !strings.Contains(License(), "Apache License") || !strings.Contains(License(), "Bostock") {
		t.Error("a licence is missing")
	}
}
