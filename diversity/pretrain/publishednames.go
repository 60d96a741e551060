package pretrain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity/backbone"
)

// withoutHead keeps the names of torchvision and timm, which the backbones of this library have, and leaves out what
// belongs to a head.
func withoutHead(name string) string {
	first, _, _ := strings.Cut(name, ".")
	if slices.Contains([]string{"fc", "_fc", "head", "heads", "classifier"}, first) {
		return ""
	}
	return name
}

// liteNames translates the names of EfficientNet-PyTorch, in which blocks are counted through and normalisations have
// the number of the step before them, whether a block has it or not; others are timm's.
func liteNames(_ backbone.EfficientNetLite0, name string) string {
	if !strings.HasPrefix(name, "_") || strings.HasPrefix(name, "_fc.") {
		return withoutHead(name)
	}
	rest, inBlock := strings.CutPrefix(name, "_blocks.")
	if !inBlock {
		return replaced(name, map[string]string{"_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2"})
	}
	number, part, _ := strings.Cut(rest, ".")
	block, err := strconv.Atoi(number)
	if err != nil {
		return name
	}
	for stage, s := range liteStages() {
		if block < s.blocks {
			return fmt.Sprintf("blocks.%d.%d.%s", stage, block, replaced(part, liteParts(s.expansion > 1)))
		}
		block -= s.blocks
	}
	return name
}

// liteParts are the layers of a block, which begins with a convolution that widens it or does not.
func liteParts(widened bool) map[string]string {
	if widened {
		return map[string]string{
			"_expand_conv": "conv_pw", "_bn0": "bn1", "_depthwise_conv": "conv_dw", "_bn1": "bn2",
			"_project_conv": "conv_pwl", "_bn2": "bn3",
		}
	}
	return map[string]string{"_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"}
}

// replaced replaces the part of a name before its first point.
func replaced(name string, by map[string]string) string {
	first, rest, _ := strings.Cut(name, ".")
	if own, known := by[first]; known {
		return own + "." + rest
	}
	return name
}

// vitNames translates torchvision's names of a vision transformer; others are timm's.
func vitNames(_ backbone.ViT, name string) string {
	whole := map[string]string{"class_token": "cls_token", "encoder.pos_embedding": "pos_embed"}
	if own, known := whole[name]; known {
		return own
	}
	return withoutHead(strings.NewReplacer(
		"conv_proj.", "patch_embed.proj.", "encoder.ln.", "norm.", "encoder.layers.encoder_layer_", "blocks.",
		".ln_1.", ".norm1.", ".ln_2.", ".norm2.", ".self_attention.in_proj_", ".attn.qkv.",
		".self_attention.out_proj.", ".attn.proj.", ".mlp.linear_1.", ".mlp.fc1.", ".mlp.linear_2.", ".mlp.fc2.",
		".mlp.0.", ".mlp.fc1.", ".mlp.3.", ".mlp.fc2.").Replace(name))
}
