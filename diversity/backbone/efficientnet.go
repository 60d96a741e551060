package backbone

// EfficientNetLite0 is the smallest EfficientNet for phones: inverted bottlenecks with depthwise convolutions and
// ReLU6, without squeeze-and-excitation. The features are the mean over the last map: 1280. It has 3,371,008
// parameters, and tensors with timm's names.
type EfficientNetLite0 struct {
	// TensorFlow computes as the networks that were trained with TensorFlow, such as timm's tf_efficientnet_lite0: an
	// odd zero around a map stands at its end, and normalisation adds 0.001 to the variance, not 0.00001.
	TensorFlow bool    `json:"tensorflow,omitempty"`
	DropPath   float64 `json:"drop_path,omitempty"` // share of images for which the last block is left out, 0..0.9
}

// Kind returns "efficientnetlite0".
func (EfficientNetLite0) Kind() string { return "efficientnetlite0" }

// Validate checks the share of DropPath.
func (e EfficientNetLite0) Validate() error { return share("EfficientNetLite0.DropPath", e.DropPath) }

// Features is 1280.
func (EfficientNetLite0) Features(_, _, _ int) int { return 1280 }
