package district

import "strings"

// A name is a name and what a mail address makes of it.
type name struct {
	text  string
	login string // lower-case ASCII letters, never empty
}

// A culture is a set of given and family names that occur together.
type culture struct {
	weight        int // of a hundred people
	given, family []name
}

// cultures returns the names people are made from. In the lists, a name whose
// letters are not all ASCII is followed by "=" and the login made of it.
func cultures() []culture {
	return []culture{
		{44,
			names(`James|Mary|Robert|Patricia|John|Jennifer|Michael|Linda|David|Elizabeth|William|Susan|Joseph|Jessica|Thomas|Sarah|Charles|Karen|Daniel|Nancy|Matthew|Betty|Anthony|Margaret|Mark|Sandra|Paul|Ashley|Steven|Emily|Andrew|Donna|Kenneth|Michelle|George|Carol|Joshua|Amanda|Kevin|Melissa|Brian|Deborah|Mary Ann|Sarah Jane|Billy Joe|Olivia|Noah|Emma|Liam|Amelia|Ethan|Zoë=zoe`),
			names(`Smith|Johnson|Williams|Brown|Jones|Miller|Davis|Wilson|Anderson|Thomas|Taylor|Moore|Jackson|Martin|Thompson|White|Harris|Clark|Lewis|Robinson|Walker|Young|Allen|King|Wright|Scott|Hill|Green|Adams|Nelson|Baker|Hall|Campbell|Mitchell|Carter|Roberts|King, Jr.|Davis, Sr.|Smith, III|St. John|Smith-Jones|Cooper|Bailey|Reed|Kelly|Howard|Ward|Cox`)},
		{16,
			names(`José=jose|María=maria|Juan Carlos|Sofía=sofia|Mateo|Camila|Diego|Valentina|Ángel=angel|Begoña=begona|Raúl=raul|Lucía=lucia|Maria José=mariajose|Íñigo=inigo|Ximena|Andrés=andres`),
			names(`García=garcia|Martínez=martinez|Rodríguez=rodriguez|Muñoz=munoz|Peña=pena|Núñez=nunez|De La Cruz|Del Río=delrio|López García=lopezgarcia|Hernández=hernandez|Ibáñez=ibanez|Vargas|Reyes|Ortiz`)},
		{6,
			names(`Siân=sian|Seán=sean|Aoife|Niamh|Ciarán=ciaran|Róisín=roisin|Pádraig=padraig|Gráinne=grainne`),
			names(`O'Brien|O'Neill|Ó’Conaill=oconaill|D'Arcy|Mac Aodha|Ní Dhomhnaill=nidhomhnaill|O'Shea`)},
		{5,
			names(`Chloé=chloe|Renée=renee|Noël=noel|Anaïs=anais|Jean Luc|François=francois|Élodie=elodie|Maëlle=maelle`),
			names(`Lefèvre=lefevre|D'Angelo|L'Écuyer=lecuyer|Bénard=benard|de la Fontaine|Gauthier|Châtelain=chatelain`)},
		{5,
			names(`Søren=soren|Björn=bjorn|Jürgen=juergen|Åsa=asa|Freyja|Łukasz=lukasz|Agnieszka|Zdeněk=zdenek|Ğülşen=gulsen|Ottó=otto`),
			names(`Müller=mueller|Håkansson=hakansson|Sørensen=sorensen|Kowalczyk-Żak=kowalczykzak|Dvořák=dvorak|Çelik=celik|Größ=groess|van der Berg|Þórsdóttir=thorsdottir|Szőke=szoke`)},
		{5,
			names(`Đức=duc|Thị Mai=thimai|Quốc=quoc|Hương=huong|Tuấn=tuan|Ngọc=ngoc`),
			names(`Nguyễn=nguyen|Phạm=pham|Trần=tran|Đặng=dang|Lê=le`)},
		{4,
			names(`伟=wei|静=jing|秀英=xiuying|浩然=haoran|美玲=meiling`),
			names(`王=wang|李=li|欧阳=ouyang|陈=chen|黄=huang`)},
		{3,
			names(`さくら=sakura|陽菜=hina|蓮=ren|ゆうき=yuki|健太=kenta`),
			names(`佐藤=sato|鈴木=suzuki|高橋=takahashi|渡辺=watanabe`)},
		{3,
			names(`민준=minjun|서연=seoyeon|지우=jiu|도윤=doyun`),
			names(`김=kim|이=yi|박=park|남궁=namgung`)},
		{3,
			names(`Олена=olena|Михайло=mykhailo|Ольга=olha|Сергій=serhii|Анна-Марія=annamariia`),
			names(`Петренко=petrenko|Шевчук=shevchuk|Мар'яненко=marianenko|Коваль=koval`)},
		{3,
			names(`فاطمة=fatima|أحمد=ahmad|ليلى=layla|عمر=omar|Al-Amin=alamin`),
			names(`الفارسي=alfarisi|حداد=haddad|عبد الله=abdallah|Al-Farsi=alfarsi`)},
		{2,
			names(`प्रिया=priya|अर्जुन=arjun|Aanya=aanya|Vihaan=vihaan`),
			names(`शर्मा=sharma|Iyer=iyer|Patel=patel|Krishnamurthy=krishnamurthy`)},
		{1,
			names(`Ελένη=eleni|Γιώργος=giorgos|נועה=noa|אורי=uri`),
			names(`Παπαδόπουλος=papadopoulos|Νικολάου=nikolaou|כהן=cohen|לוי=levi`)},
	}
}

// names reads a list of names separated by bars.
func names(list string) []name {
	var all []name
	for item := range strings.SplitSeq(list, "|") {
		text, login, ok := strings.Cut(item, "=")
		if !ok {
			login = letters(text)
		}
		all = append(all, name{text, login})
	}
	return all
}

// letters keeps the ASCII letters of s, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// nicknames appear in straight quotes behind a given name.
var nicknames = [...]string{"Bob", "Bubba", "Ace", "Skip", "Tré", "Red", "DJ", "Nena"}

// The parts that names of districts and schools are made from.
var (
	places   = [...]string{"Alder Valley", "Lakewood", "Northbridge", "Prairie View", "Red Mesa", "Stonebrook", "Summit Ridge", "Willow Creek"}
	honorees = [...]string{"Cedar Grove", "Río Verde", "O'Hara", "José Valdés", "Maple Street", "St. Brigid's", "Fairview, East", "Fairview, West", "Kowalska-Żak", "Nguyễn Lan", `"Four Corners"`, "Old Mill", "Harriet Ames", "Birch & Main", "Two Rivers", "Sunnyside", "Åland", "Mount Hope", "Juniper", "Clearwater", "Ferncliff", "Garden City", "Thunder Bay", "Wren Hollow"}
)
