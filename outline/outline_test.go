package outline

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// randomPoint draws a point of a small part of a county, so that shapes often meet.
func randomPoint(t *rapid.T) Point {
	return Point{rapid.IntRange(-120_000, -100_000).Draw(t, "lon"), rapid.IntRange(5_250_000, 5_270_000).Draw(t, "lat")}
}

func randomShape(t *rapid.T) Shape {
	line := func(least int) []Point { return rapid.SliceOfN(rapid.Custom(randomPoint), least, 8).Draw(t, "line") }
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		return NewPin(randomPoint(t))
	case 1:
		return Shape{Line, [][][]Point{{line(2)}, {line(2)}}[:rapid.IntRange(1, 2).Draw(t, "lines")]}
	}
	s := Shape{Kind: Area}
	for range rapid.IntRange(1, 2).Draw(t, "polygons") {
		s.Parts = append(s.Parts, [][]Point{line(3), line(3)}[:rapid.IntRange(1, 2).Draw(t, "rings")])
	}
	return s
}

// Equal shapes have one text, which is read as the same shapes.
//
// Row G of docs/faults.md.
func TestShapesAreTheSameThroughTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shapes := rapid.SliceOfN(rapid.Custom(randomShape), 1, 4).Draw(t, "shapes")
		text := Format(shapes)
		again, err := Parse(strings.ToLower(strings.ReplaceAll(text, ",", " ,\n")))
		if err != nil || Format(again) != text {
			t.Fatalf("%s\nwas read as %s (%v)", text, Format(again), err)
		}
	})
}

// A click becomes the point that is drawn at the same pixel, to within the unit of coordinates, and a point the pixel at
// which a click gives it back, to within half a pixel.
//
// Row G of docs/faults.md.
func TestClicksBecomeThePlacesThatAreDrawnThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Map{[]Named{{Shape: Shape{Area, [][][]Point{{{randomPoint(t), randomPoint(t), randomPoint(t)}}}}}}}
		v := m.View(rapid.IntRange(100, 2000).Draw(t, "width"))
		for _, p := range m.Areas[0].Shape.Points() {
			x, y := v.XY(p)
			if x < 0 || y < 0 || x > float64(v.Width) || y > float64(v.Height) {
				t.Fatalf("%v is drawn outside the map, at %v, %v of %v", p, x, y, v)
			}
			if back := v.At(x, y); back != p {
				t.Fatalf("%v is drawn at %v, %v, where a click gives %v", p, x, y, back)
			}
		}
		x, y := float64(rapid.IntRange(0, v.Width).Draw(t, "x")), float64(rapid.IntRange(0, v.Height).Draw(t, "y"))
		p := v.At(x, y)
		backX, backY := v.XY(p)
		if unit := v.scale; math.Abs(backX-x) > unit || math.Abs(backY-y) > unit {
			t.Fatalf("a click at %v, %v gives %v, which is drawn at %v, %v", x, y, p, backX, backY)
		}
		lon, perX, lat, perY := v.Affine()
		if math.Abs((lon+perX*x)*Unit-float64(p.Lon)) > 0.6 || math.Abs((lat+perY*y)*Unit-float64(p.Lat)) > 0.6 {
			t.Fatalf("scripts would read a click at %v, %v as %v %v, and not as %v", x, y, lon+perX*x, lat+perY*y, p)
		}
	})
}

// naiveContains counts, in exact fractions, how many borders a ray to the east crosses.
func naiveContains(s Shape, p Point) bool {
	crossings := 0
	for _, part := range s.Parts {
		for _, ring := range part {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if (a.Lat > p.Lat) == (b.Lat > p.Lat) {
					continue
				}
				share := big.NewRat(int64(p.Lat-a.Lat), int64(b.Lat-a.Lat))
				at := new(big.Rat).SetInt64(int64(b.Lon - a.Lon))
				at.Add(at.Mul(at, share), big.NewRat(int64(a.Lon), 1))
				if at.Cmp(big.NewRat(int64(p.Lon), 1)) > 0 {
					crossings++
				}
			}
		}
	}
	return crossings%2 == 1
}

// Row G of docs/faults.md.
func TestAreasContainThePointsInsideThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, p := randomShape(t), randomPoint(t)
		if got, want := s.Contains(p), s.Kind == Area && naiveContains(s, p); got != want {
			t.Fatalf("%v contains %v: %t, want %t", s, p, got, want)
		}
	})
	parts, err := Parse("GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 1,0 0)),POLYGON((1 0,2 0,2 1,1 1,1 0)))")
	if err != nil {
		t.Fatal(err)
	}
	border := Point{1 * Unit, Unit / 2}
	if parts[0].Contains(border) == parts[1].Contains(border) {
		t.Error("a point on the border of two areas is in both or in neither")
	}
}

// Text that is not well-known text, or is too long, is refused, and never read in part.
func TestOtherTextsAreRefused(t *testing.T) {
	for _, text := range []string{
		"POINT", "POINT()", "POINT(1)", "POINT(1 2 3)", "POINT(181 2)", "POINT(1 91)", "POINT(NaN 1)", "POINT(0x1 1)", "POINT(1e1 1)",
		"POINT(1 2)POINT(1 2)", "POLYGON((1 1,2 2,3 3))", "POLYGON((1 1,2 2,3 3,1 1)", "LINESTRING(1 1)", "CIRCLE(1 1)",
		"GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 1)))", "LINESTRING(" + strings.Repeat("1 1,", MaxPoints) + "1 1)",
		strings.Repeat(" ", MaxTextBytes) + "POINT(1 1)",
	} {
		if shapes, err := Parse(text); err == nil {
			t.Errorf("%.60s is read as %s", text, Format(shapes))
		}
	}
}

// Files with boundaries are read with the names of their features and made small enough; files that are broken, too deep,
// not in degrees or without names are refused.
//
// Row G of docs/faults.md.
func TestBoundaryFilesAreReadAndSimplified(t *testing.T) {
	circle := make([]string, 3000)
	for i := range circle {
		angle := 2 * math.Pi * float64(i%(len(circle)-1)) / float64(len(circle)-1)
		p := Point{int(-114_000 + 9_000*math.Cos(angle)), int(5_263_000 + 9_000*math.Sin(angle))}
		circle[i] = "[" + strings.Replace(p.String(), " ", ",", 1) + ",12]"
	}
	file := func(properties, geometry string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":` + properties + `,"geometry":` + geometry + `}]}`
	}
	round := `{"type":"Polygon","coordinates":[[` + strings.Join(circle, ",") + `]]}`
	areas, err := ReadGeoJSON([]byte(file(`{"WD23CD":"E05","WD23NM":"Old  Town"}`, round)), 200)
	if err != nil || len(areas) != 1 || areas[0].Name != "Old Town" {
		t.Fatal(areas, err)
	}
	points := areas[0].Shape.Points()
	if len(points) < 20 || len(points) > 200 {
		t.Errorf("the circle has %d points", len(points))
	}
	for _, p := range points {
		if r := math.Hypot(float64(p.Lon+114_000), float64(p.Lat-5_263_000)); math.Abs(r-9_000) > 5 {
			t.Errorf("%v is not on the circle", p)
		}
	}
	if !areas[0].Shape.Contains(Point{-114_000, 5_263_000}) || !areas[0].Shape.Contains(areas[0].Shape.Middle()) {
		t.Error("the middle of the circle is not in it")
	}
	for name, test := range map[string]struct {
		file string
		want error
	}{
		"no JSON":            {"<kml/>", ErrNotGeoJSON},
		"only a geometry":    {round, ErrNotGeoJSON},
		"a deep file":        {strings.Repeat("[", 100_000), ErrNotGeoJSON},
		"brackets in a text": {file(`{"name":"`+strings.Repeat("[", 50)+`"}`, `{"type":"Point","coordinates":[-1,52]}`), nil},
		"eastings":           {file(`{"name":"A"}`, `{"type":"Point","coordinates":[458000,304000]}`), ErrNotDegrees},
		"no name":            {file(`{"code":"A"}`, `{"type":"Point","coordinates":[-1,52]}`), ErrNoName},
		"no features":        {`{"type":"FeatureCollection","features":[]}`, ErrNoFeatures},
		"no geometry":        {file(`{"name":"A"}`, `null`), ErrWrongShapes},
		"an empty area":      {file(`{"name":"A"}`, `{"type":"Polygon","coordinates":[]}`), ErrWrongShapes},
		"numbers for lists":  {file(`{"name":"A"}`, `{"type":"Polygon","coordinates":[[1,2]]}`), ErrWrongShapes},
		"another system": {
			`{"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},"features":[]}`, ErrNotDegrees,
		},
		"more than can be read": {strings.Repeat(" ", MaxGeoJSON+1), ErrTooLarge},
	} {
		if _, err := ReadGeoJSON([]byte(test.file), 200); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// A file made to be slow costs no more than its size.
func TestZigzagsAreSimplifiedInTime(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},` +
		`"geometry":{"type":"LineString","coordinates":[`)
	for i := range 200_000 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("[" + formatDegrees(i) + "," + formatDegrees((i%2)*(100+i%977)) + "]")
	}
	b.WriteString(`]}}]}`)
	if areas, err := ReadGeoJSON([]byte(b.String()), 4000); err == nil && len(areas[0].Shape.Points()) > 4000 {
		t.Error("too many points")
	}
}

// Every shape that is written for other programs has the coordinates of its text.
func TestShapesBecomeFeatures(t *testing.T) {
	shapes, err := Parse("GEOMETRYCOLLECTION(POINT(-1.5 52),LINESTRING(-1 52,-2 53),POLYGON((0 0,1 0,1 1,0 0)))")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, s := range shapes {
		kinds = append(kinds, NewFeature(s, nil).Geometry.Type)
	}
	if !slices.Equal(kinds, []string{"Point", "LineString", "Polygon"}) {
		t.Error(kinds)
	}
}
