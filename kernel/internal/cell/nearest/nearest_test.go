package nearest

import "testing"

func TestName(t *testing.T) {
	names := []string{"Pretraining", "Downstream", "Println", "Printf", "x", "env", "größe", "Prefix"}
	for word, want := range map[string]string{
		"Pretraning": "Pretraining", "pretraining": "Pretraining", "Pritnln": "Println", "println": "Println",
		"Printg": "Printf",
		"envv":   "env", "grösse": "größe", "Upstream": "", "Numpy": "", "y": "", "ab": "", "": "",
		"Println": "Printf", // itself is no help
	} {
		if got := Name(word, names); got != want {
			t.Errorf("Name(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Name("x", nil); got != "" {
		t.Errorf("of nothing %q", got)
	}
}
