package trial

// Report is what a trial of a device found, as `kernel doctor --device` prints it and writes it in JSON.
type Report struct {
	Device    string `json:"device"`
	Reference string `json:"reference"` // the device whose numbers are taken to be right
	Small     bool   `json:"small"`     // of small networks, which says nothing about the speed of others
	Passes    []Pass `json:"passes"`
	Speeds    Speeds `json:"speeds"`
}

// Pass is the comparison of all numbers in one setting of the device.
type Pass struct {
	Name        string       `json:"name"`
	Comparisons []Comparison `json:"comparisons"`
}

// Disagreements are the comparisons of all passes whose difference is beyond the tolerance.
func (r Report) Disagreements() (list []Comparison) {
	for _, p := range r.Passes {
		for _, c := range p.Comparisons {
			if !c.Agrees() {
				list = append(list, c)
			}
		}
	}
	return list
}
