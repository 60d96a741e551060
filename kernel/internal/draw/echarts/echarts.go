// Package echarts carries the Apache ECharts 6.1.0 library for whoever draws figures without a network, and the
// identity of a figure. The library is the file dist/echarts.min.js of the npm package, unchanged; its licence lies
// beside.
package echarts

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Version is that of the embedded library.
const Version = "6.1.0"

// Library is the JavaScript source. It defines the global echarts unless a module loader takes it.
//
//go:embed echarts.min.js
var Library string

// Allow is JavaScript that says what of an option is drawn, in a page and in a static picture. It defines
// allowOption(option), which returns { option, left }: a copy without whatever could act (HTML, addresses, functions),
// and the places of what was left out.
//
//go:embed allow.js
var Allow string

// Dark is JavaScript that defines inDark(option): the option with its colours for a dark surrounding.
//
//go:embed dark.js
var Dark string

// Names is JavaScript that defines withPlacedNames(option, chartOf): the option whose names of points find their places
// when it is drawn.
//
//go:embed names.js
var Names string

//go:embed narrow.js
var narrow string

// runs is JavaScript that shows what is behind the points of a figure.
//
//go:embed runs.js
var runs string

//go:embed mount.js
var mount string

// Mount is JavaScript that draws figures in a page, [Allow] and [Dark] included. It defines mountFigure(echarts, host,
// option, resting, runs), which draws what of an option is allowed into an element, follows its width and the page's
// light or dark theme, shows on a click what is behind a point, and returns an object with a function dispose. Where
// there is less room than a figure was made for, titles and names take two lines, and what would lie over something
// else is left out.
func Mount() string {
	return Allow + "\n" + Dark + "\n" + narrow + "\n" + Names + "\n" + runs + "\n" + mount
}

// The licence and the notice must accompany every copy of the library.
var (
	//go:embed LICENSE
	license string
	//go:embed LICENSE-d3
	licenseD3 string
	// Notice is the file NOTICE.
	//
	//go:embed NOTICE
	Notice string
)

// License is the licence of the library and of its d3 parts.
func License() string { return license + "\n" + licenseD3 }

// ErrOption is wrapped by errors about an option that is not a JSON object.
var ErrOption = errors.New("echarts: not an option")

// FigureID derives the identity of a figure from its option: "figure-" and 16 hexadecimal digits. It does not depend on
// the order of members, on white space or on how numbers are written, so that a file which went through other programs
// keeps its identities. The option may also be a JSON string which holds the object, as it is sent from a cell.
func FigureID(option []byte) (string, error) {
	object, err := Object(option)
	if err != nil {
		return "", err
	}
	canonical, err := json.Marshal(object) // sorts members
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrOption, err)
	}
	sum := sha256.Sum256(canonical)
	return "figure-" + hex.EncodeToString(sum[:8]), nil
}

// Object decodes an option, or a JSON string which holds one.
func Object(option []byte) (map[string]any, error) {
	var value any
	if err := json.Unmarshal(option, &value); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOption, err)
	}
	if text, ok := value.(string); ok {
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrOption, err)
		}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: %T, want an object", ErrOption, value)
	}
	return object, nil
}
