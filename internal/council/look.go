package council

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Look is what is the council's own on every page.
type Look struct {
	Colour    string   `yaml:"colour" json:"colour,omitempty"`       // like "#14524a"; "" is the one of the program
	Logo      string   `yaml:"logo" json:"logo,omitempty"`           // path of an uploaded picture; "" for none
	Languages []string `yaml:"languages" json:"languages,omitempty"` // of the interface beside English; none: all
}

// maxLogo is the size of the largest logo in bytes. Every first visit loads it, also on a slow connection.
const maxLogo = 100 << 10

func lookFields() []edit.Field {
	return []edit.Field{
		{Section: "Look and languages", Name: "colour", Kind: edit.Line, Setting: "look/colour", Width: 10,
			Label: "Colour of buttons and links",
			Hint:  "Like #14524a. Text in this colour on white, and white text on it, need a contrast of at least 4.5 to 1.",
			Check: func(text string) error { return Look{Colour: text}.checkColour() }},
		{Name: "logo", Kind: edit.Pick, Setting: "look/logo", Label: "Logo",
			Hint: "A PNG or JPEG picture of up to 100 KB. People who write consultations upload it under Files.", Options: pictures},
		{Name: "languages", Kind: edit.Choices, Setting: "look/languages", Label: "Languages that readers can choose beside English",
			Hint: "If you choose none, readers can choose all of them.", Options: interfaceLanguages},
	}
}

// pictures returns the council's uploaded pictures that can be its logo.
func pictures(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	found, err := files.ListPictures(ctx, tx, actor.CouncilOrg, maxLogo, mostPictures)
	for _, f := range found {
		all = append(all, edit.Option{Value: f.Path(), Label: edit.Name(f.Name)})
	}
	return all, err
}

// mostPictures is how many pictures can be chosen from, the last uploaded ones.
const mostPictures = 50

func interfaceLanguages(context.Context, *db.Tx) (all []edit.Option, err error) {
	for _, l := range locale.Languages() {
		if !l.Pseudo && l.Tag != "en" {
			all = append(all, edit.Option{Value: l.Tag, Label: edit.Name(l.Name), Lang: l.Tag})
		}
	}
	return all, nil
}

// check returns definition.SettingErrors for a colour that cannot be read and for languages that the interface does not have.
func (l Look) check() error {
	var wrong definition.SettingErrors
	wrong.Add(l.checkColour(), "look", "colour")
	for i, lang := range l.Languages {
		if !slices.ContainsFunc(locale.Languages(), func(known locale.Language) bool { return known.Tag == lang && !known.Pseudo }) {
			wrong.Add(fault.Newf(fault.Invalid, "The interface has no language %q.", lang), "look", "languages", i)
		}
	}
	return wrong.Err()
}

func (l Look) checkColour() error {
	if l.Colour == "" {
		return nil
	}
	c, ok := parseRGB(l.Colour)
	if !ok {
		return fault.New(fault.Invalid, "Enter a colour as # and six digits or letters from a to f, like #14524a.")
	}
	if ratio := contrast(c, wash); ratio < leastContrast {
		return fault.Newf(fault.Invalid,
			"Choose a darker colour. The contrast of %s with light backgrounds is %s to 1, and has to be at least 4.5 to 1.",
			l.Colour, strconv.FormatFloat(math.Floor(ratio*10)/10, 'f', 1, 64))
	}
	return nil
}

// publishLogo makes the logo public. It returns an error unless it is a small picture that by's organisation has uploaded.
func (l Look) publishLogo(ctx context.Context, tx *db.Tx, by actor.Actor) error {
	if l.Logo == "" {
		return nil
	}
	err := files.PublishPicture(ctx, tx, by, l.Logo, maxLogo)
	if fault.Is(err, fault.Invalid) {
		var wrong definition.SettingErrors
		wrong.Add(err, "look", "logo")
		return wrong.Err()
	}
	return err
}

// rgb is a colour with components from 0 to 1.
type rgb [3]float64

// Backgrounds of the style sheet with which a colour has to have contrast: the darkest light one and the lightest dark one.
// What is then white, or nearly black, on the colour has more.
var (
	wash     = rgb{0xe4 / 255.0, 0xec / 255.0, 0xe7 / 255.0}
	darkWash = rgb{0x22 / 255.0, 0x35 / 255.0, 0x30 / 255.0}
	white    = rgb{1, 1, 1}
	black    = rgb{}
)

// leastContrast is the contrast of text, of the Web Content Accessibility Guidelines 2.2, success criterion 1.4.3.
const leastContrast = 4.5

func parseRGB(text string) (c rgb, ok bool) {
	digits, ok := strings.CutPrefix(text, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return c, false
	}
	for i := range c {
		c[i] = float64(n>>(16-8*i)&0xff) / 255
	}
	return c, true
}

func (c rgb) String() string {
	byteOf := func(x float64) int { return int(math.Round(x * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", byteOf(c[0]), byteOf(c[1]), byteOf(c[2]))
}

// rounded returns c as screens show it, with components of 8 bits.
func (c rgb) rounded() rgb {
	c, _ = parseRGB(c.String())
	return c
}

// towards returns c mixed with a share of other.
func (c rgb) towards(other rgb, share float64) rgb {
	for i := range c {
		c[i] += (other[i] - c[i]) * share
	}
	return c
}

// luminance is the relative luminance of WCAG 2.2, from 0 to 1.
func (c rgb) luminance() float64 {
	linear := func(x float64) float64 {
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	light, dark := a.luminance(), b.luminance()
	return (max(light, dark) + 0.05) / (min(light, dark) + 0.05)
}

// Style returns a style sheet with the colour of the council, for light and dark screens, or "" for that of the program. On
// dark screens the colour is mixed with white until text in it can be read.
func (l Look) Style() string {
	c, ok := parseRGB(l.Colour)
	if !ok {
		return ""
	}
	deep, light := c.towards(black, 0.3), c
	for share := 0.05; contrast(light, darkWash) < leastContrast && share < 1; share += 0.05 {
		light = c.towards(white, share).rounded()
	}
	set := func(accent, deep rgb) string {
		return fmt.Sprintf(":root { --fm-accent: %s; --fm-accent-deep: %s; --govuk-link-colour: %[1]s; --govuk-link-hover-colour: %[2]s; }",
			accent, deep)
	}
	return "@media screen { " + set(c, deep) + " }\n" +
		"@media screen and (prefers-color-scheme: dark) { " + set(light, light.towards(white, 0.4)) + " }\n" +
		fmt.Sprintf("@media print { :root { --fm-accent: %s; --fm-accent-deep: %[1]s; } }\n", c)
}

// StylePath returns the path of the style sheet, which changes with the colour, or "" if there is none.
func (l Look) StylePath() string {
	if digits := strings.TrimPrefix(l.Colour, "#"); digits != "" {
		return StylePrefix + digits
	}
	return ""
}

// StylePrefix is what the paths of style sheets begin with.
const StylePrefix = "/look/"

// Offers returns the tags of the languages that readers can choose, with spaces between them; "" is all.
func (l Look) Offers() string {
	if len(l.Languages) == 0 {
		return ""
	}
	tags := []string{"en"}
	for _, known := range locale.Languages() {
		if known.Tag != "en" && slices.Contains(l.Languages, known.Tag) {
			tags = append(tags, known.Tag)
		}
	}
	return strings.Join(tags, " ")
}
