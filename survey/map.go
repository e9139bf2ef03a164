package survey

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/outline"
)

// A question of kind map asks for places on an outline map. Its options are the areas, streets
// and places of the map, each with a Shape. Its rows are the ways in which people can answer, of
// which the list of areas is always there, so that no one has to see or use the map:
//
//	pins    marks on the map, of kind places; they are stored as well-known text
//	areas   a choice of areas from a list, of kind multiple
//	words   the place in words, of kind long-text
//
// [Parse] replaces it by one question for each row. An area that contains a point of a mark counts
// as chosen, so that results count areas however a place was given. If the question is required,
// one of the rows must be answered.
const (
	RowPins  = "pins"
	RowAreas = "areas"
	RowWords = "words"
)

// MapMarks are what can be marked on a map.
var MapMarks = []string{string(outline.Pin), string(outline.Line), string(outline.Area)}

// The limits of questions about places.
const (
	MaxMarks       = 20   // in an answer
	MaxMarkPoints  = 200  // of all marks of an answer
	MaxMapPoints   = 4000 // of all areas of a question
	MaxMapWords    = 1000 // characters, unless MaxLength says otherwise
	MaxPlacesBytes = 6000 // of an answer in well-known text
	mapDecimals    = 4    // decimal places of a degree, if Decimals is 0
	minMapDecimals = 2
)

// DeletedPlaces stands in place of an answer whose marks were deleted.
const DeletedPlaces = "GEOMETRYCOLLECTION EMPTY"

// onMap describes a question that Parse made for a row of a map.
type onMap struct {
	outline  *outline.Map
	pins     string   // ID of the question for the marks; "" if the map has no such row
	others   []string // IDs of the questions for the other rows
	required bool     // one of the rows must be answered
	decimals int      // to which marks are rounded
}

// Outline returns the map of q, a question of kind map or made for one; nil for other questions.
func (q *Question) Outline() *outline.Map {
	switch {
	case q.onMap != nil:
		return q.onMap.outline
	case q.Kind == Map:
		return q.newOutline()
	}
	return nil
}

// newOutline returns the map that the options of q make up, without those whose shape cannot be
// read.
func (q *Question) newOutline() *outline.Map {
	m := &outline.Map{}
	for i := range q.Options {
		o := &q.Options[i]
		if shapes, err := outline.Parse(o.Shape); err == nil && len(shapes) == 1 {
			m.Areas = append(m.Areas, outline.Named{ID: o.ID, Name: o.Text, Shape: shapes[0]})
		}
	}
	return m
}

// askOnMap makes q, a copy of the question of, the question for one of its rows. m is its map.
func (q *Question) askOnMap(of *Question, row string, m *outline.Map) {
	q.onMap = &onMap{outline: m, required: of.Required, decimals: of.MapDecimals()}
	for i := range of.Rows {
		id := of.ID + "-" + of.Rows[i].ID
		if of.Rows[i].ID == RowPins {
			q.onMap.pins = id
		}
		if of.Rows[i].ID != row {
			q.onMap.others = append(q.onMap.others, id)
		}
	}
	switch row {
	case RowPins:
		q.Kind, q.Options, q.MaxLength, q.Required, q.PreferNotToSay = Places, nil, 0, false, false
		return
	case RowWords:
		q.Kind, q.Options, q.Required, q.PreferNotToSay = LongText, nil, false, false
		if q.MaxLength == 0 {
			q.MaxLength = MaxMapWords
		}
	default:
		q.Kind, q.MaxLength = Multiple, 0
		for i := range q.Options {
			q.Options[i].Shape = ""
		}
	}
	q.Min, q.Max, q.Decimals, q.Marks = nil, nil, 0, nil
}

// renamed returns a copy of m, in a repetition of its page, with the IDs of its questions renamed.
func (m *onMap) renamed(rename func(id string) string) *onMap {
	out := *m
	if out.pins != "" {
		out.pins = rename(m.pins)
	}
	out.others = slices.Clone(m.others)
	for i := range out.others {
		out.others[i] = rename(out.others[i])
	}
	return &out
}

// IsOnMap reports whether q is one of the questions of a map.
func (q *Question) IsOnMap() bool { return q.onMap != nil }

// IsRequiredOnMap reports whether q is one of several questions of a map of which one must be answered.
func (q *Question) IsRequiredOnMap() bool { return q.onMap != nil && q.onMap.required }

// CanMark reports whether answers to q, of kind map or places, can have marks of this kind.
func (q *Question) CanMark(kind outline.Kind) bool {
	if len(q.Marks) == 0 {
		return kind == outline.Pin
	}
	return slices.Contains(q.Marks, string(kind))
}

// MapDecimals returns the number of decimal places of a degree to which answers to q are rounded: 4,
// which is about ten metres, unless Decimals says otherwise.
func (q *Question) MapDecimals() int {
	if q.Decimals == 0 {
		return mapDecimals
	}
	return q.Decimals
}

// markLimits returns the minimum and maximum number of marks in an answer to q.
func (q *Question) markLimits() (least, most int) {
	least, most = 1, MaxMarks
	if q.Max != nil {
		most = *q.Max
	}
	if q.Min != nil {
		least = *q.Min
	}
	return least, most
}

// MaxMarks returns the maximum number of marks in an answer to q.
func (q *Question) MaxMarks() int {
	_, most := q.markLimits()
	return most
}

// readPlaces reads the marks on a map.
func (w *evaluator) readPlaces(s *step) Answer {
	q := s.q
	value, ok := w.singleValue(q.ID)
	switch {
	case !ok:
		return w.reject(q.ID, newMessage("Enter only one answer to: %s", q.Text))
	case value == "":
		return w.blankAnswer(enterAnswer)
	case value == DeletedPlaces:
		return Answer{State: Answered, Text: DeletedPlaces}
	}
	marks, wrong, ok := q.parseMarks(value)
	if !ok {
		return w.reject(q.ID, wrong)
	}
	return Answer{State: Answered, Text: outline.Format(marks)}
}

// ParseMarks returns the marks in text, which is well-known text such as an answer to q, rounded as
// in an answer. It returns false if they are not a valid answer.
func (q *Question) ParseMarks(text string) ([]outline.Shape, bool) {
	marks, _, ok := q.parseMarks(text)
	return marks, ok
}

// parseMarks is ParseMarks with the message about what is wrong.
func (q *Question) parseMarks(text string) (marks []outline.Shape, wrong message, ok bool) {
	unreadable := newMessage("Mark your places on the map again. We could not read them: %s", q.Text)
	if len(text) > 4*MaxPlacesBytes || q.Outline() == nil {
		return nil, unreadable, false
	}
	marks, err := outline.Parse(text)
	if err != nil {
		return nil, unreadable, false
	}
	box, points := q.Outline().Box(), 0
	for i := range marks {
		mark := &marks[i]
		if !q.CanMark(mark.Kind) || len(mark.Parts) != 1 || len(mark.Parts[0]) != 1 {
			return nil, newMessage("Use only the kinds of mark that the map offers: %s", q.Text), false
		}
		ring := mark.Parts[0][0]
		for j := range ring {
			ring[j] = ring[j].Round(q.MapDecimals())
			if !box.Contains(ring[j]) {
				return nil, newMessage("Mark places that are on the map: %s", q.Text), false
			}
		}
		ring = slices.Compact(ring)
		if needed := map[outline.Kind]int{outline.Line: 2, outline.Area: 3}[mark.Kind]; len(ring) < needed {
			return nil, newMessage("Draw lines and areas that are large enough to see: %s", q.Text), false
		}
		mark.Parts[0][0] = ring
		points += len(ring)
	}
	least, most := q.markLimits()
	switch {
	case len(marks) > most:
		wrong = newCountMessage(most, "Mark no more than %d place on the map: %s", "Mark no more than %d places on the map: %s", q.Text)
	case len(marks) < least:
		wrong = newCountMessage(least, "Mark at least %d place on the map: %s", "Mark at least %d places on the map: %s", q.Text)
	case points > MaxMarkPoints:
		wrong = newCountMessage(MaxMarkPoints,
			"Use no more than %d point to draw on the map: %s", "Use no more than %d points to draw on the map: %s", q.Text)
	default:
		return marks, message{}, true
	}
	return nil, wrong, false
}

// markedAreas returns the IDs of the areas that contain marks in raw, if q is the choice of areas
// of a map.
func (q *Question) markedAreas(raw Raw) []string {
	if q.Kind != Multiple || q.onMap == nil || q.onMap.pins == "" || len(raw[q.onMap.pins]) != 1 {
		return nil
	}
	text := raw[q.onMap.pins][0]
	if len(text) > 4*MaxPlacesBytes {
		return nil
	}
	marks, err := outline.Parse(text)
	if err != nil {
		return nil
	}
	var ids []string
	for i := range q.onMap.outline.Areas {
		area := &q.onMap.outline.Areas[i]
		for _, mark := range marks {
			if slices.ContainsFunc(mark.Points(), func(p outline.Point) bool { return area.Shape.Contains(p.Round(q.onMap.decimals)) }) {
				ids = append(ids, area.ID)
				break
			}
		}
	}
	return ids
}

// withMarkedAreas returns the options of q that were chosen in raw, with the areas that contain marks.
func (q *Question) withMarkedAreas(raw Raw) []string {
	chosen := raw[q.ID]
	for _, id := range q.markedAreas(raw) {
		if !slices.Contains(chosen, id) {
			chosen = append(slices.Clip(chosen), id)
		}
	}
	return chosen
}

// isGivenOtherwise reports whether raw has an answer to another question of the same map.
func (q *Question) isGivenOtherwise(raw Raw) bool {
	return q.onMap != nil && slices.ContainsFunc(q.onMap.others, func(id string) bool { return !allBlank(raw[id]) })
}

// placeMissing is the message for a map without any answer.
func (q *Question) placeMissing() message {
	text := strings.TrimSuffix(q.Text, rowSeparator+q.rowOf.Row)
	if q.onMap.pins == "" {
		return newMessage("Select an area or describe the place: %s", text)
	}
	return newMessage("Mark a place on the map or select an area: %s", text)
}

// checkMap checks the settings of q that only maps have.
func (in *validator) checkMap(q *Question) {
	points := 0
	for i := range q.Options {
		o := &q.Options[i]
		in.locateOption("options", i, o.ID)
		in.location.Member = "options"
		if q.Kind != Map {
			in.require(o.Shape == "", "Remove shape from option %q of question %q: only areas of a map have one.", o.ID, q.ID)
			continue
		}
		shapes, err := outline.Parse(o.Shape)
		if err != nil || len(shapes) != 1 {
			in.add("Give area %q of question %q a shape, such as POLYGON((-1.2 52.6,-1.1 52.6,-1.1 52.7,-1.2 52.6)).", o.ID, q.ID).
				as(MissingShape).value(o.Text)
			continue
		}
		points += len(shapes[0].Points())
	}
	in.location.Option, in.location.Member, in.within = "", "", ""
	if q.Kind != Map {
		return
	}
	in.require(points <= MaxMapPoints, "Simplify the areas of question %q: they have %s points, and the maximum is %s.",
		q.ID, thousands(itoa(points)), thousands(itoa(MaxMapPoints))).in("options")
	for i := range q.Rows {
		id := q.Rows[i].ID
		in.require(id == RowPins || id == RowAreas || id == RowWords,
			"Change the id of row %q of question %q: the rows of a map are pins, areas and words.", id, q.ID).in("rows")
	}
	in.require(optionIndex(q.Rows, RowAreas) >= 0,
		"Add the row areas to question %q: people who do not use the map choose from a list.", q.ID).as(MissingRow).in("rows")
	for i, mark := range q.Marks {
		in.require(slices.Contains(MapMarks, mark) && !slices.Contains(q.Marks[:i], mark),
			"Set marks of question %q to some of pin, line and area, each once.", q.ID).in("marks")
	}
	in.require(q.Decimals == 0 || minMapDecimals <= q.Decimals && q.Decimals <= outline.Decimals,
		"Set decimals of question %q to a number from %d to %d, or remove it.", q.ID, minMapDecimals, outline.Decimals).
		as(DecimalsOutOfRange).limit(outline.Decimals).in("decimals")
}

// sameOutline reports whether the map of q, of a version, means the same as that of master.
func sameOutline(q, master *Question) bool {
	here, there := q.Outline(), master.Outline()
	if here == nil || there == nil {
		return here == nil && there == nil
	}
	shapes := map[string]string{}
	for i := range there.Areas {
		shapes[there.Areas[i].ID] = there.Areas[i].Shape.String()
	}
	for i := range here.Areas {
		if shapes[here.Areas[i].ID] != here.Areas[i].Shape.String() {
			return false
		}
	}
	return slices.Equal(q.Marks, master.Marks) && q.Decimals == master.Decimals && equalPointers(q.Min, master.Min) &&
		equalPointers(q.Max, master.Max)
}
