package council

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
)

// Contrast ratios as other programs compute them.
func TestContrastIsThatOfTheGuidelines(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#767676", "#ffffff", 4.54}, {"#ff0000", "#ffffff", 4.00}} {
		a, _ := parseRGB(test.a)
		b, _ := parseRGB(test.b)
		if got := contrast(a, b); math.Abs(got-test.want) > 0.005 || contrast(b, a) != got {
			t.Errorf("%s on %s: %.3f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}

// Whatever colour the council chooses, text in it and on it can be read, on light and on dark screens; or it is refused.
func TestColourOfTheCouncilCanBeRead(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	accent := regexp.MustCompile(`--fm-accent: (#[0-9a-f]{6}); --fm-accent-deep: (#[0-9a-f]{6})`)
	accepted := 0
	for range 2000 {
		l := Look{Colour: rgb{random.Float64(), random.Float64(), random.Float64()}.String()}
		if err := l.checkColour(); err != nil {
			if c, _ := parseRGB(l.Colour); !fault.Is(err, fault.Invalid) || contrast(c, wash) >= leastContrast {
				t.Fatalf("%s: %v", l.Colour, err)
			}
			continue
		}
		accepted++
		sets := accent.FindAllStringSubmatch(l.Style(), -1)
		if len(sets) != 3 || sets[2][1] != l.Colour || sets[0][1] != l.Colour {
			t.Fatalf("%s: %s", l.Colour, l.Style())
		}
		for _, text := range sets[0][1:] {
			for _, paper := range []rgb{white, wash} {
				if c, _ := parseRGB(text); contrast(c, paper) < leastContrast {
					t.Fatalf("%s: %s on %s", l.Colour, text, paper)
				}
			}
		}
		for _, text := range sets[1][1:] {
			for _, paper := range []string{"#101816", "#16211e", "#223530", "#0b1f1b"} { // paper, tint, wash and text of buttons
				c, _ := parseRGB(text)
				if p, _ := parseRGB(paper); contrast(c, p) < leastContrast {
					t.Fatalf("%s: %s on %s", l.Colour, text, paper)
				}
			}
		}
	}
	if accepted < 100 || accepted > 1900 {
		t.Errorf("%d of 2000 colours were accepted", accepted)
	}
	for _, text := range []string{"green", "#14524", "14524a", "#14524g", "#14524a;}", "#+4524a", "#14524a "} {
		if err := (Look{Colour: text}).checkColour(); !fault.Is(err, fault.Invalid) || (Look{Colour: text}).Style() != "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The backgrounds with which colours are compared are those of the style sheet.
func TestColoursAreThoseOfTheStyleSheet(t *testing.T) {
	style, err := os.ReadFile("../page/static/folkmoot.css")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, found := range regexp.MustCompile(`--fm-wash: (#[0-9a-f]{6});`).FindAllSubmatch(style, 2) {
		got = append(got, string(found[1]))
	}
	if want := []string{wash.String(), darkWash.String()}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestLanguagesThatReadersCanChoose(t *testing.T) {
	for _, test := range []struct {
		chosen []string
		want   string
	}{{nil, ""}, {[]string{"ur", "cy"}, "en cy ur"}, {[]string{"en"}, "en"}} {
		if got := (Look{Languages: test.chosen}).Offers(); got != test.want {
			t.Errorf("%v: %q, want %q", test.chosen, got, test.want)
		}
	}
	for _, lang := range []string{"tlh", "ar-XB", "en-x-easyread", ""} {
		if err := (Look{Languages: []string{lang}}).check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", lang, err)
		}
	}
}

// The logo is a small picture that the council has uploaded. It is public once the details are published.
func TestLogoIsASmallPictureOfTheCouncil(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		uploads, s := &files.Service{DB: d}, &Service{d}
		upload := func(org, name, content string) *files.File {
			t.Helper()
			by := actor.Actor{ID: "ann", Org: org, Capabilities: []actor.Capability{actor.Draft}}
			f, err := uploads.Upload(t.Context(), by, name, strings.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		picture := func(size int) string {
			m := image.NewGray(image.Rect(0, 0, size, size))
			random := rand.New(rand.NewPCG(1, 2))
			for i := range m.Pix {
				m.Pix[i] = byte(random.Uint32()) // does not become small
			}
			var b bytes.Buffer
			if err := png.Encode(&b, m); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		logo, large := upload(actor.CouncilOrg, "logo.png", picture(32)), upload(actor.CouncilOrg, "large.png", picture(1000))
		text, other := upload(actor.CouncilOrg, "logo.txt", "Our logo"), upload("partner", "other.png", picture(32))
		if large.Size <= maxLogo {
			t.Fatalf("the large picture has %d bytes", large.Size)
		}
		by := actor.Actor{ID: "bob", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Operate}}
		define := func(path string) error {
			p := profile()
			p.Look.Logo = path
			return s.Define(t.Context(), by, p)
		}
		for _, path := range []string{large.Path(), text.Path(), other.Path(), "/files/AAAAAAAAAAAAAAAAAAAAAAAAAA",
			"https://example.org/logo.png", "/consultations"} {
			if err := define(path); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", path, err)
			}
		}
		if err := define(logo.Path()); err != nil {
			t.Fatal(err)
		}
		for _, f := range []*files.File{logo, large, text, other} {
			if got, err := uploads.Get(t.Context(), actor.Actor{}, f.ID); (err == nil) != (f == logo) {
				t.Errorf("%s for the public: %v, %v", f.Name, got, err)
			}
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			options, err := pictures(t.Context(), tx)
			if len(options) != 1 || options[0].Value != logo.Path() {
				t.Errorf("pictures to choose from: %v", options)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
