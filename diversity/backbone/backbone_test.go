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
	_, width := Unmarshal([]byte(`{"kind":"mlp","hidden":[64,0]}`))
	_, written := Marshal(MLP{Hidden: []int{-2}})
	_, disguised := Marshal(foreign{})
	_, none := Marshal(nil)
	for part, err := range map[string]error{
		"MLP.Hidden[1] = 0":           width,
		"MLP.Hidden[0] = -2":          written,
		"ConvNet.Channels[0] = -1":    ConvNet{Channels: []int{-1}}.Validate(),
		"MLP.Hidden[0] = 65537":       MLP{Hidden: []int{65537}}.Validate(),
		"Backbone = backbone.foreign": disguised,
		"Backbone = <nil>":            none,
	} {
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v does not name %q", err, part)
		}
	}
	for _, text := range []string{`{`, `{"kind":"mlp","hidden":"wide"}`, `[]`, `{"kind":"mlp","channels":[3]}`,
		`{"kind":["mlp"]}`} {
		if _, err := Unmarshal([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "backbone: ") {
			t.Errorf("%s: error %v", text, err)
		}
	}
}

func TestAnUnknownKindNamesWhatIsMissing(t *testing.T) {
	text := []byte(`{"kind":"swin","patch":4}`)
	_, err := Unmarshal(text)
	for _, part := range []string{`backbone kind "swin" is not known to this program, which knows "`, `"convnet", `,
		"import the package that registers it"} {
		if !errors.Is(err, diversity.ErrUnknownKind) || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v, want one with %q", err, part)
		}
	}
	b, err := UnmarshalOrUnknown(text, from("example.org/own/swin"))
	if err != nil || b.Kind() != "swin" || b.Features(28, 28, 1) != 0 {
		t.Fatalf("%v, %v", b, err)
	}
	if missing := b.(Unknown).Err(); !errors.Is(missing, diversity.ErrUnknownKind) ||
		!strings.Contains(missing.Error(), `import _ "example.org/own/swin"`) {
		t.Errorf("error %v", missing)
	}
	if again, err := Marshal(b); err != nil || string(again) != string(text) {
		t.Errorf("written back as %s, %v", again, err)
	}
}

// residual is a backbone as package pretrain defines one.
type residual struct {
	MLP
	name string
}

func (residual) Kind() string { return FunctionKind }
func (r residual) MarshalJSON() ([]byte, error) {
	return []byte(`{"name":"` + r.name + `","version":"2"}`), nil
}

func TestFunctionIsNamedButNotReadBack(t *testing.T) {
	text, err := Marshal(residual{name: "residual"})
	if err != nil || string(text) != `{"kind":"func","name":"residual","version":"2"}` {
		t.Fatalf("written as %s, %v", text, err)
	}
	_, err = Unmarshal(text)
	if !errors.Is(err, ErrNotReopenable) || !strings.Contains(err.Error(), `"residual" version "2"`) ||
		!strings.Contains(err.Error(), "InProcess") {
		t.Errorf("error %v", err)
	}
	if _, err := Unmarshal([]byte(`{"kind":"func","name":7}`)); err == nil || errors.Is(err, ErrNotReopenable) {
		t.Errorf("a name that is a number: error %v", err)
	}
	b, err := UnmarshalOrUnknown(text, from(""))
	if err != nil || !errors.Is(b.(Unknown).Err(), ErrNotReopenable) {
		t.Fatalf("%v, %v", b, err)
	}
	if again, err := Marshal(b); err != nil || string(again) != string(text) {
		t.Errorf("written back as %s, %v", again, err)
	}
}

// deep is a backbone as a user writes one.
type deep struct {
	Depth int `json:"depth"`
}

func (deep) Kind() string             { return "test.deep" }
func (deep) Features(_, _, _ int) int { return 8 }
func (d deep) Validate() error {
	if d.Depth < 1 {
		return diversity.Invalid("deep.Depth", d.Depth, "at least 1")
	}
	return nil
}

func init() { Register("test.deep", Decode[deep]) }

func TestARegisteredBackboneHasAJSONForm(t *testing.T) {
	text, err := Marshal(deep{3})
	if err != nil || string(text) != `{"kind":"test.deep","depth":3}` {
		t.Fatalf("%s, %v", text, err)
	}
	if b, err := Unmarshal(text); err != nil || b != (deep{3}) {
		t.Errorf("read as %#v, %v", b, err)
	}
	if _, err := Unmarshal([]byte(`{"kind":"test.deep","depth":0}`)); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("not valid: error %v", err)
	}
	if _, err := Unmarshal([]byte(`{"kind":"test.deep","depth":1,"width":2}`)); err == nil {
		t.Error("an unknown setting is lost")
	}
	defer func() {
		if message, _ := recover().(string); !strings.Contains(message,
			`backbone.Register: kind "test.deep" is registered twice`) {
			t.Errorf("panic %q", message)
		}
	}()
	Register("test.deep", Decode[deep])
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"kind":"mlp","hidden":[256,128]}`))
	f.Add([]byte(`{"kind":"convnet"}`))
	f.Add([]byte(`{"kind":"func","name":"residual"}`))
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

// from is a path for every kind.
func from(path string) func(string) string { return func(string) string { return path } }
