package recipe

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestCurveJSON(t *testing.T) {
	want := Curve{{Step: 10, Loss: 2.5, Accuracy: 0.25, Rate: 0.05}, {Step: 20, Loss: 1, Accuracy: 0.5, Rate: 0}}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"step":[10,20],"loss":[2.5,1],"accuracy":[0.25,0.5],"rate":[0.05,0]}` {
		t.Fatalf("%s (%v)", text, err)
	}
	var got Curve
	if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v (%v), want %v", got, err, want)
	}
	for _, wrong := range []string{`{"step":[1]}`, `{"step":[1],"loss":[1],"accuracy":[1]}`, `{"step":["a"]}`} {
		if err := json.Unmarshal([]byte(wrong), &got); err == nil {
			t.Errorf("%s was read", wrong)
		} else if strings.Contains(wrong, "[1]") && !strings.Contains(err.Error(), "as many of each") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
