package outline

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// View is a map drawn to a width in pixels, with a margin around it. A degree of longitude is as
// wide as it is at the latitude of the middle (equirectangular projection).
type View struct {
	Width, Height int
	west, north   float64 // the top left corner, in units
	scale         float64 // pixels for a unit of latitude
	squeeze       float64 // a unit of longitude as a part of one of latitude
}

// margin is the part of the width that is left free at each side.
const margin = 0.03

// View returns m drawn to a width in pixels.
func (m *Map) View(width int) View {
	box := m.Box()
	middle := float64(box.South+box.North) / 2 / Unit * math.Pi / 180
	v := View{Width: max(width, 1), squeeze: max(math.Cos(middle), 0.01)}
	wide := max(float64(box.East-box.West)*v.squeeze, 1)
	high := max(float64(box.North-box.South), 1)
	wide = max(wide, high/3) // a map is at most three times as high as it is wide
	inner := float64(v.Width) * (1 - 2*margin)
	v.scale = inner / wide
	v.Height = max(int(math.Round(high*v.scale+2*margin*float64(v.Width))), 1)
	v.west = float64(box.West+box.East)/2 - float64(v.Width)/2/v.scale/v.squeeze
	v.north = float64(box.South+box.North)/2 + float64(v.Height)/2/v.scale
	return v
}

// XY returns the pixel of v at which p is drawn, counted from the top left corner.
func (v View) XY(p Point) (x, y float64) {
	return (float64(p.Lon) - v.west) * v.squeeze * v.scale, (v.north - float64(p.Lat)) * v.scale
}

// At returns the point that is drawn at a pixel of v.
func (v View) At(x, y float64) Point {
	return Point{int(math.Round(v.west + x/v.scale/v.squeeze)), int(math.Round(v.north - y/v.scale))}
}

// Affine returns the numbers with which [View.At] computes: the longitude of x = 0 and the degrees
// for each pixel to the right, the latitude of y = 0 and the degrees for each pixel down.
func (v View) Affine() (lon, perX, lat, perY float64) {
	return v.west / Unit, 1 / v.scale / v.squeeze / Unit, v.north / Unit, -1 / v.scale / Unit
}

// Path returns s as the data of an SVG path in v, closed if it is an area.
func (v View) Path(s Shape) string {
	var b strings.Builder
	for _, part := range s.Parts {
		for _, ring := range part {
			for i, p := range ring {
				x, y := v.XY(p)
				b.WriteByte("ML"[min(i, 1)])
				b.WriteString(FormatPixel(x) + " " + FormatPixel(y))
			}
			if s.Kind == Area {
				b.WriteByte('Z')
			}
		}
	}
	return b.String()
}

// FormatPixel returns a number of pixels with up to one decimal place.
func FormatPixel(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

// Middle returns a point for a label of s: the middle of the widest crossing of an area at half
// its height, so that the label is inside it, and the middle point of a line.
func (s Shape) Middle() Point {
	points := s.Points()
	if s.Kind != Area {
		return points[len(points)/2]
	}
	box := s.Box()
	best, widest := points[0], -1
	for _, share := range [...]int{4, 3, 5} { // half, three eighths and five eighths of the height
		lat := box.South + (box.North-box.South)*share/8
		var at []int // longitudes at which a border crosses the latitude
		for _, part := range s.Parts {
			for _, ring := range part {
				for i, a := range ring {
					if b := ring[(i+1)%len(ring)]; (a.Lat > lat) != (b.Lat > lat) {
						at = append(at, a.Lon+int(float64(b.Lon-a.Lon)*float64(lat-a.Lat)/float64(b.Lat-a.Lat)))
					}
				}
			}
		}
		slices.Sort(at)
		for i := 0; i+1 < len(at); i += 2 {
			if wide := at[i+1] - at[i]; wide > widest {
				best, widest = Point{(at[i] + at[i+1]) / 2, lat}, wide
			}
		}
	}
	return best
}
