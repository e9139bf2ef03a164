package survey

import (
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// monthNames are the names of the twelve months by language, in the Gregorian calendar.
// The forms of one month, such as nominative and genitive, are separated by slashes.
// Source: Unicode CLDR 48, wide and abbreviated names, except those that are the
// beginning of another.
var monthNames = map[string]string{
	"ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
	"bg": "януари февруари март април май юни юли август септември октомври ноември декември",
	"bn": "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
	"bs": "januar februar mart april maj juni juli august septembar oktobar novembar decembar",
	"cs": "leden/ledna února březen/března duben/dubna květen/května červen/června/čvn " +
		"červenec/července/čvc srpen/srpna září říjen/října listopadu prosinec/prosince",
	"en": "January February March April May June July August September October November December",
	"cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
	"da": "januar februar marts april maj juni juli august september oktober november december",
	"de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
	"el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
	"es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
	"et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
	"fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
	"fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta " +
		"heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
	"fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
	"gu": "જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર ડિસેમ્બર",
	"hi": "जनवरी/जन॰ फ़रवरी/फ़र॰ मार्च अप्रैल मई जून जुलाई/जुल॰ अगस्त/अग॰ सितंबर/सित॰ अक्टूबर/अक्टू॰ नवंबर/नव॰ दिसंबर/दिस॰",
	"hr": "siječanj/siječnja veljača/veljače ožujak/ožujka travanj/travnja svibanj/svibnja lipanj/lipnja " +
		"srpanj/srpnja kolovoza rujan/rujna listopada studeni/studenoga prosinac/prosinca",
	"hu": "január február március április május június július augusztus szeptember október november december",
	"is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
	"it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
	"kn": "ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್",
	"ku": "rêbendan/rbn sibat/sbt adar/adr nîsan/nsn gulan/gln hezîran/hzr tîrmeh/trm tebax/tbx îlon/îln cotmeh mijdar/mjd berfanbar/brf",
	"lt": "sausis/sausio vasaris/vasario kovas/kovo balandis/balandžio gegužės birželis/birželio " +
		"liepa/liepos rugpjūtis/rugpjūčio rugsėjis/rugsėjo spalis/spalio lapkritis/lapkričio gruodis/gruodžio",
	"lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
	"ml": "ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്\u200cടോബർ/ഒക്ടോ നവംബർ ഡിസംബർ",
	"mr": "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर",
	"ne": "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर",
	"nl": "januari februari maart/mrt april mei juni juli augustus september oktober november december",
	"no": "januar februar mars april mai juni juli august september oktober november desember",
	"pa": "ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ",
	"pl": "styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maja czerwiec/czerwca " +
		"lipiec/lipca sierpień/sierpnia wrzesień/września października listopada grudzień/grudnia",
	"pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
	"ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie/nov decembrie",
	"ru": "январь/января февраль/февраля марта апрель/апреля май/мая июнь/июня " +
		"июль/июля августа сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря",
	"sk": "januára februára marec/marca apríla mája júna " +
		"júla augusta september/septembra október/októbra november/novembra december/decembra",
	"sl": "januar februar marec april maj junij julij avgust september oktober november december",
	"so": "Jannaayo/Janaayo Febraayo Maarso/Mar Abriil Maayo/May Juun/Jun " +
		"Luulyo/Lul Ogosto/Agosto/Ogs Sebteembar/Sebtembar Oktoobar Noofeembar/Nof Diseembar",
	"sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
	"sr": "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
	"sv": "januari februari mars april maj juni juli augusti september oktober november december",
	"sw": "Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba",
	"ta": "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
	"te": "జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్",
	"tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
	"uk": "січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня " +
		"липень/липня серпень/серпня вересень/вересня жовтень/жовтня листопада грудень/грудня",
	"ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
}

// interfaceLanguages are the languages in which Folkmoot's pages are. A respondent may
// read a form of one language on pages of another.
var interfaceLanguages = []string{"en", "cy", "pl", "gu", "ur"}

// leastMonthLetters is how many letters of the name of a month must be typed.
const leastMonthLetters = 3

// foldedMonths returns monthNames with folded names; see foldName.
var foldedMonths = sync.OnceValue(func() map[string][12][]string {
	all := make(map[string][12][]string, len(monthNames))
	for lang, names := range monthNames {
		var months [12][]string
		for i, forms := range strings.Fields(names) {
			for _, form := range strings.Split(forms, "/") {
				months[i] = append(months[i], foldName(form))
			}
		}
		all[lang] = months
	}
	return all
})

// parseMonth parses a month as a number (5, 05) or by name, whole or its beginning, with
// or without accents, in any case (May, DEC, ebrill, wrzes). The name is in lang, the
// language of the form, in English or in another language of the interface; otherwise in
// any language, as long as it means one month in all of them.
func parseMonth(s, lang string) (time.Month, bool) {
	if n, ok := parseSmallInt(s); ok {
		return time.Month(n), 1 <= n && n <= 12
	}
	if len(s) > MaxTypedBytes {
		return 0, false
	}
	typed := foldName(strings.TrimSuffix(trimInput(s), "."))
	if typed == "" {
		return 0, false
	}
	lang, _, _ = strings.Cut(lang, "-")
	months := foldedMonths()
	for _, first := range append([]string{lang}, interfaceLanguages...) {
		if m := matchMonth(typed, months[first]); m != 0 {
			return m, true
		}
	}
	var found time.Month
	for _, names := range months {
		m := matchMonth(typed, names)
		if m != 0 && found != 0 && m != found {
			return 0, false
		}
		found = max(found, m)
	}
	return found, found != 0
}

// matchMonth returns the month with the name typed, or otherwise the only one whose name
// begins with it, or 0.
func matchMonth(typed string, months [12][]string) (found time.Month) {
	several := false
	for i, names := range months {
		for _, name := range names {
			m := time.Month(i + 1)
			switch {
			case name == typed:
				return m
			case utf8.RuneCountInString(typed) < leastMonthLetters || !strings.HasPrefix(name, typed) || m == found:
			case found != 0:
				several = true
			default:
				found = m
			}
		}
	}
	if several {
		return 0
	}
	return found
}

// foldName returns s in small letters and without accents, but with the vowel signs that
// belong to the letters of Indian scripts.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r >= 0x300 && r <= 0x36F, r >= 0x64B && r <= 0x65F: // combining accents, Arabic marks
			return -1
		case r == 'ł':
			return 'l'
		case r == 'ı':
			return 'i'
		case r == 'ي': // Urdu and Persian keyboards have another letter for it
			return 'ی'
		}
		return r
	}, norm.NFD.String(s))
}
