package backbone

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestJSONRoundTripWritesDefaults(t *testing.T) {
	for text, b := range map[string]Backbone{
		`{"kind":"mlp","hidden":[256,128]}`:             MLP{},
		`{"kind":"mlp","hidden":[7]}`:                   MLP{Hidden: []int{7}},
		`{"kind":"convnet","channels":[16,32,64,64]}`:   ConvNet{},
		`{"kind":"convnet","channels":[8,8,8,16,1024]}`: ConvNet{Channels: []int{8, 8, 8, 16, 1024}},
	} {
		got, err := Marshal(b)
		if err != nil || string(got) != text {
			t.Errorf("%#v is written as %s (%v), want %s", b, got, err, text)
		}
		back, err := Unmarshal(got)
		if err != nil {
			t.Errorf("%s: %v", got, err)
			continue
		}
		again, err := Marshal(back)
		if err != nil || string(again) != text {
			t.Errorf("%s comes back as %s (%v)", text, again, err)
		}
		if reflect.TypeOf(back) != reflect.TypeOf(b) {
			t.Errorf("%s comes back as %T", text, back)
		}
	}
}

func TestFeaturesOfOddImages(t *testing.T) {
	if got := (ConvNet{}).Features(28, 28, 1); got != 256 {
		t.Errorf("28x28: %d features, want 2*2*64", got)
	}
	if got := (ConvNet{Channels: []int{5, 3}}).Features(9, 14, 3); got != 3*4*3 {
		t.Errorf("9x14: %d features, want 3*4*3", got)
	}
	if got := (MLP{Hidden: []int{30, 20}}).Features(9, 14, 3); got != 20 {
		t.Errorf("MLP: %d features, want 20", got)
	}
}

type foreign struct{ MLP }

func TestBadBackbonesAreNamed(t *testing.T) {
	_, kind := Unmarshal([]byte(`{"kind":"vit"}`))
	_, width := Unmarshal([]byte(`{"kind":"mlp","hidden":[64,0]}`))
	_, unknown := Marshal(foreign{})
	for part, err := range map[string]error{
		`Backbone.kind = "vit"`:    kind,
		"MLP.Hidden[1] = 0":        width,
		"ConvNet.Channels[0] = -1": ConvNet{Channels: []int{-1}}.Validate(),
		"MLP.Hidden[0] = 65537":    MLP{Hidden: []int{65537}}.Validate(),
		"backbone.foreign":         unknown,
	} {
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v does not name %q", err, part)
		}
	}
	for _, text := range []string{`{`, `{"kind":"mlp","hidden":"wide"}`, `[]`} {
		if _, err := Unmarshal([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "backbone: ") {
			t.Errorf("%s: error %v", text, err)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"kind":"mlp","hidden":[256,128]}`))
	f.Add([]byte(`{"kind":"convnet"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := Unmarshal(text)
		if err != nil {
			return
		}
		if _, err := Marshal(b); err != nil {
			t.Errorf("%s was read but cannot be written: %v", text, err)
		}
	})
}
