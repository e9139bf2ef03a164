package builder

import (
	"errors"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

// areaPoints is the number of points to which the areas of a file are simplified: enough for a line of 600 pixels, and
// half of what a question can have.
const areaPoints = survey.MaxMapPoints / 2

// ReadAreas reads the areas of a GeoJSON file. Its errors have messages for officers.
func ReadAreas(file []byte) ([]outline.Named, error) {
	areas, err := outline.ReadGeoJSON(file, areaPoints)
	messages := map[error]string{
		outline.ErrNotGeoJSON: locale.Key("The file must be GeoJSON with a list of features (a FeatureCollection)."),
		outline.ErrNotDegrees: locale.Key("The coordinates must be longitudes and latitudes (WGS 84), not eastings and northings. " +
			"Export the file again in WGS 84."),
		outline.ErrNoName:      locale.Key("Each feature must have a property called “name”."),
		outline.ErrNoFeatures:  locale.Key("The file has no features. Choose a file with areas, streets or places."),
		outline.ErrWrongShapes: locale.Key("Each feature must be an area, a line or a point."),
		outline.ErrTooLarge:    locale.Key("The file has more detail than we can read. Simplify it, or choose fewer areas."),
	}
	for known, message := range messages {
		if errors.Is(err, known) {
			return nil, fault.New(fault.Invalid, message)
		}
	}
	if err != nil {
		return nil, err
	}
	if len(areas) > survey.MaxOptions {
		return nil, fault.Newf(fault.Invalid, "The file has %d features. A question can have up to %d.", len(areas), survey.MaxOptions)
	}
	for i := range areas {
		if slices.ContainsFunc(areas[:i], func(other outline.Named) bool { return other.Name == areas[i].Name }) {
			return nil, fault.Newf(fault.Invalid, "Two features of the file have the name “%s”. Give each its own name.", areas[i].Name)
		}
	}
	return areas, nil
}

// SetAreas replaces the areas of the map of question id. An area that the question has already, by name, keeps its id,
// hint and description.
func SetAreas(def *consult.Definition, id string, areas []outline.Named) error {
	f := MasterForm(def)
	i, j := QuestionIndex(f, id)
	if i < 0 || f.Pages[i].Questions[j].Kind != survey.Map {
		return questionNotFound()
	}
	q := f.Pages[i].Questions[j]
	var options []survey.Option
	for _, area := range areas {
		name := area.Name
		if letters := []rune(name); len(letters) > survey.MaxTitle {
			name = string(letters[:survey.MaxTitle])
		}
		o := survey.Option{Text: name}
		if at := slices.IndexFunc(q.Options, func(o survey.Option) bool { return strings.EqualFold(o.Text, name) }); at >= 0 {
			o = q.Options[at]
		}
		o.Shape = area.Shape.String()
		options = append(options, o)
	}
	q.Options = options
	return SetQuestion(def, q)
}

// KeepShapes gives options the shapes of those with the same id in old.
func KeepShapes(options, old []survey.Option) {
	for i := range options {
		options[i].Shape = optionByID(old, options[i].ID).Shape
	}
}

// shareMap gives other, the question of a version, the outlines and settings of q, if both ask for places on a map.
func shareMap(q, other *survey.Question) {
	if q.Kind != survey.Map || other.Kind != survey.Map {
		return
	}
	KeepShapes(other.Options, q.Options)
	other.Marks, other.Decimals, other.Min, other.Max = slices.Clone(q.Marks), q.Decimals, q.Min, q.Max
}
