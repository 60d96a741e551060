package probe

import (
	"errors"
	"reflect"
	"testing"

	"tradeoff/diversity"
)

func TestJSONRoundTrip(t *testing.T) {
	for _, c := range []struct {
		probe, read Probe
		text        string
	}{
		{Ridge{Strengths: []float64{0.5, 2}}, Ridge{Strengths: []float64{0.5, 2}}, `{"kind":"ridge","strengths":[0.5,2]}`},
		{Ridge{}, Ridge{Strengths: Ridge{}.Sweep()},
			`{"kind":"ridge","strengths":[0.01,0.03,0.1,0.3,1,3,10,30,100,300,1000,3000,10000,30000,100000,300000,1000000]}`},
		{NearestMean{}, NearestMean{}, `{"kind":"nearest-mean"}`},
	} {
		text, err := Marshal(c.probe)
		if err != nil || string(text) != c.text {
			t.Errorf("%+v is written %s (%v), want %s", c.probe, text, err, c.text)
		}
		read, err := Unmarshal(text)
		if err != nil || !reflect.DeepEqual(read, c.read) {
			t.Errorf("%s is read as %+v (%v), want %+v", text, read, err, c.read)
		}
	}
}

func TestMarshalRefusesOtherTypes(t *testing.T) {
	if _, err := Marshal(nil); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("nil: %v", err)
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	for _, text := range []string{
		``, `{}`, `[]`, `null`, `{"kind":"lasso"}`, `{"kind":"ridge","strengths":[0]}`, `{"kind":"ridge","strengths":"1"}`,
		`{"kind":"ridge","power":2}`, `{"kind":"nearest-mean","strengths":[1]}`,
	} {
		if p, err := Unmarshal([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, p)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"kind":"ridge","strengths":[0.5,2]}`))
	f.Add([]byte(`{"kind":"nearest-mean"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Unmarshal(text)
		if err != nil {
			return
		}
		if err := p.Validate(); err != nil {
			t.Errorf("%s is read as a probe that is not valid: %v", text, err)
		}
		if _, err := Marshal(p); err != nil {
			t.Errorf("%s cannot be written again: %v", text, err)
		}
	})
}
