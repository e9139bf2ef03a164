package outline

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// What is wrong with a GeoJSON file.
var (
	ErrNotGeoJSON  = errors.New("outline: not GeoJSON with a list of features")
	ErrTooLarge    = errors.New("outline: the file is too large")
	ErrNotDegrees  = errors.New("outline: the coordinates are not longitudes and latitudes (WGS 84)")
	ErrNoName      = errors.New("outline: a feature has no name")
	ErrNoFeatures  = errors.New("outline: there are no features")
	ErrWrongShapes = errors.New("outline: a feature is not an area, a line or a point")
)

// maxDepth is how deep values of a GeoJSON file can be nested: a multipolygon in a feature has eight levels.
const maxDepth = 16

// feature is what is read of a feature of a GeoJSON file.
type feature struct {
	Type       string
	Properties map[string]any
	Geometry   struct {
		Type        string
		Coordinates json.RawMessage
	}
}

// ReadGeoJSON reads the features of a GeoJSON file (RFC 7946) and their names, which are in the
// property "name", or in one whose name ends with "NAME" or "NM", as in the boundaries that the
// Office for National Statistics publishes. The shapes are simplified until they have no more
// than most points in all. They have no IDs.
func ReadGeoJSON(data []byte, most int) ([]Named, error) {
	if len(data) > MaxGeoJSON {
		return nil, ErrTooLarge
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) || depth(data) > maxDepth {
		return nil, ErrNotGeoJSON
	}
	var file struct {
		Type     string
		Features []feature
		CRS      struct {
			Properties struct{ Name string }
		}
	}
	if json.Unmarshal(data, &file) != nil || file.Type != "FeatureCollection" {
		return nil, ErrNotGeoJSON
	}
	if crs := file.CRS.Properties.Name; crs != "" && !strings.HasSuffix(crs, "CRS84") && !strings.HasSuffix(crs, ":4326") {
		return nil, ErrNotDegrees
	}
	var all []Named
	points := 0
	for i := range file.Features {
		one, err := file.Features[i].read(&points)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, ErrNoFeatures
	}
	return simplify(all, most)
}

// depth returns how deep the brackets of a JSON text are nested.
func depth(data []byte) (deepest int) {
	at, inText := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[' || c == '{':
			at++
			deepest = max(deepest, at)
		case c == ']' || c == '}':
			at--
		}
	}
	return deepest
}

// read returns f as part of a map, and adds its points to points.
func (f *feature) read(points *int) (one Named, err error) {
	if one.Name = f.name(); one.Name == "" {
		return one, ErrNoName
	}
	var polygons [][][][2]float64
	decode := func(into any) {
		if json.Unmarshal(f.Geometry.Coordinates, into) != nil {
			err = ErrWrongShapes
		}
	}
	switch f.Geometry.Type {
	case "Point":
		polygons = [][][][2]float64{{{{}}}}
		one.Shape.Kind = Pin
		decode(&polygons[0][0][0])
	case "LineString":
		polygons = [][][][2]float64{{nil}}
		one.Shape.Kind = Line
		decode(&polygons[0][0])
	case "MultiLineString":
		var lines [][][2]float64
		one.Shape.Kind = Line
		decode(&lines)
		for _, line := range lines {
			polygons = append(polygons, [][][2]float64{line})
		}
	case "Polygon":
		polygons = [][][][2]float64{nil}
		one.Shape.Kind = Area
		decode(&polygons[0])
	case "MultiPolygon":
		one.Shape.Kind = Area
		decode(&polygons)
	default:
		err = ErrWrongShapes
	}
	for _, polygon := range polygons {
		var part [][]Point
		for _, ring := range polygon {
			if *points += len(ring); *points > maxGeoJSONPoints {
				return one, ErrTooLarge
			}
			line, ok := toPoints(ring, one.Shape.Kind)
			if !ok {
				return one, ErrNotDegrees
			}
			if line != nil {
				part = append(part, line)
			}
		}
		if part != nil {
			one.Shape.Parts = append(one.Shape.Parts, part)
		}
	}
	if err == nil && one.Shape.Parts == nil {
		err = ErrWrongShapes
	}
	return one, err
}

// name returns the name of f: see ReadGeoJSON.
func (f *feature) name() string {
	found, best := "", 0
	for key, value := range f.Properties {
		text, ok := value.(string)
		if text = strings.Join(strings.Fields(text), " "); !ok || text == "" {
			continue
		}
		upper, rank := strings.ToUpper(key), 0
		switch {
		case upper == "NAME":
			rank = 3
		case strings.HasSuffix(upper, "NAME"):
			rank = 2
		case strings.HasSuffix(upper, "NM"):
			rank = 1
		}
		if rank > best || rank == best && rank > 0 && text < found {
			found, best = text, rank
		}
	}
	return found
}

// toPoints returns coordinates as points, each once if several that follow each other are the
// same. It returns nil for a line or ring with too few of them, and false if they are not degrees.
func toPoints(coordinates [][2]float64, kind Kind) (points []Point, ok bool) {
	for _, c := range coordinates {
		if math.Abs(c[0]) > 180 || math.Abs(c[1]) > 90 {
			return nil, false
		}
		points = append(points, Point{int(math.Round(c[0] * Unit)), int(math.Round(c[1] * Unit))})
	}
	points = slices.Compact(points)
	switch {
	case kind == Area && len(points) > 1 && points[0] == points[len(points)-1]:
		points = points[:len(points)-1]
		fallthrough
	case kind == Area:
		if len(points) < 3 {
			return nil, true
		}
	case kind == Line && len(points) < 2:
		return nil, true
	}
	return points, true
}

// simplify leaves points out of shapes until they have no more than most points in all.
func simplify(all []Named, most int) ([]Named, error) {
	m := Map{all}
	box := m.Box()
	tolerance := float64(max(box.East-box.West, box.North-box.South)) / 2000
	for range 12 {
		points := 0
		for i := range all {
			all[i].Shape = all[i].Shape.simplified(tolerance)
			points += len(all[i].Shape.Points())
		}
		if points <= most {
			return all, nil
		}
		tolerance *= 1.6
	}
	return nil, ErrTooLarge
}

// simplified returns s without the points that are within tolerance of the line between their
// neighbours, and without rings that are smaller than that, as long as one is left.
func (s Shape) simplified(tolerance float64) Shape {
	if s.Kind == Pin {
		return s
	}
	made := Shape{Kind: s.Kind}
	for _, part := range s.Parts {
		var rings [][]Point
		for i, ring := range part {
			ring = thinned(ring, tolerance/4)
			kept := douglasPeucker(ring, tolerance)
			if s.Kind == Area && len(ring) >= 4 {
				// Of a ring, the point that is farthest from the first is kept as well.
				far := farthest(ring)
				kept = append(douglasPeucker(ring[:far+1], tolerance), douglasPeucker(append(slices.Clone(ring[far:]), ring[0]), tolerance)[1:]...)
				kept = kept[:len(kept)-1]
			}
			if s.Kind == Area && len(kept) < 3 {
				if i > 0 || len(part) == 0 {
					continue // a hole that cannot be seen
				}
				kept = nil
			}
			if kept == nil {
				break // an island that cannot be seen
			}
			rings = append(rings, kept)
		}
		if rings != nil {
			made.Parts = append(made.Parts, rings)
		}
	}
	if made.Parts == nil {
		return s
	}
	return made
}

// maxLine is the maximum number of points of a line or ring that douglasPeucker gets, whose cost can
// grow with the square of it.
const maxLine = 5000

// thinned returns line without points that are within tolerance of the one before, and with at most
// maxLine points.
func thinned(line []Point, tolerance float64) []Point {
	step := (len(line)-2)/maxLine + 1
	kept := line[:1:1]
	for i := 1; i < len(line)-1; i++ {
		last := kept[len(kept)-1]
		if i%step == 0 && math.Hypot(float64(line[i].Lon-last.Lon), float64(line[i].Lat-last.Lat)) > tolerance {
			kept = append(kept, line[i])
		}
	}
	return append(kept, line[len(line)-1])
}

// farthest returns the index of the point of ring that is farthest from its first point.
func farthest(ring []Point) (at int) {
	best := -1.0
	for i, p := range ring {
		if d := math.Hypot(float64(p.Lon-ring[0].Lon), float64(p.Lat-ring[0].Lat)); d > best {
			at, best = i, d
		}
	}
	return at
}

// douglasPeucker returns line with its first and last point and those points that are more than
// tolerance away from the line between the points that are kept (Douglas and Peucker, 1973).
func douglasPeucker(line []Point, tolerance float64) []Point {
	if len(line) < 3 {
		return slices.Clone(line)
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	for work := [][2]int{{0, len(line) - 1}}; len(work) > 0; {
		first, last := work[len(work)-1][0], work[len(work)-1][1]
		work = work[:len(work)-1]
		at, most := -1, tolerance
		for i := first + 1; i < last; i++ {
			if d := distance(line[i], line[first], line[last]); d > most {
				at, most = i, d
			}
		}
		if at >= 0 {
			keep[at] = true
			work = append(work, [2]int{first, at}, [2]int{at, last})
		}
	}
	var kept []Point
	for i, p := range line {
		if keep[i] {
			kept = append(kept, p)
		}
	}
	return kept
}

// distance returns how far p is from the line from a to b, in units.
func distance(p, a, b Point) float64 {
	dx, dy := float64(b.Lon-a.Lon), float64(b.Lat-a.Lat)
	x, y := float64(p.Lon-a.Lon), float64(p.Lat-a.Lat)
	if length := dx*dx + dy*dy; length > 0 {
		share := min(max((x*dx+y*dy)/length, 0), 1)
		x, y = x-share*dx, y-share*dy
	}
	return math.Hypot(x, y)
}

// GeoJSON is a FeatureCollection for files that other programs read.
type GeoJSON struct {
	Type     string           `json:"type"`
	Features []GeoJSONFeature `json:"features"`
}

// GeoJSONFeature is a feature of a GeoJSON file.
type GeoJSONFeature struct {
	Type       string            `json:"type"`
	Properties map[string]string `json:"properties"`
	Geometry   geometry          `json:"geometry"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// NewFeature returns s as a feature with these properties.
func NewFeature(s Shape, properties map[string]string) GeoJSONFeature {
	var lists [][][][2]float64
	for _, part := range s.Parts {
		var rings [][][2]float64
		for _, ring := range part {
			var line [][2]float64
			for _, p := range ring {
				line = append(line, [2]float64{float64(p.Lon) / Unit, float64(p.Lat) / Unit})
			}
			if s.Kind == Area {
				line = append(line, line[0])
			}
			rings = append(rings, line)
		}
		lists = append(lists, rings)
	}
	g := geometry{"MultiPolygon", lists}
	switch {
	case s.Kind == Pin:
		g = geometry{"Point", lists[0][0][0]}
	case s.Kind == Line && len(lists) == 1:
		g = geometry{"LineString", lists[0][0]}
	case s.Kind == Line:
		lines := make([][][2]float64, len(lists))
		for i := range lists {
			lines[i] = lists[i][0]
		}
		g = geometry{"MultiLineString", lines}
	case len(lists) == 1:
		g = geometry{"Polygon", lists[0]}
	}
	return GeoJSONFeature{"Feature", properties, g}
}
