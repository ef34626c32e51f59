"""Write what is classified: `python examples/make_products.py [FOLDER]` makes products.xlsx and past_declarations.csv.

products.xlsx is a catalogue as a shop exports it: titles in Chinese and English, what else is known of the goods, and
the code they were declared with so far; where there is none yet, the cell is empty. Some of the codes are wrong (see
README.md). past_declarations.csv is what the same firm declared in the spring. Both are built from the tables below.
Articles, brands and titles are invented.
"""

import csv
import sys
from pathlib import Path

from make_orders import save, table
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cbec_cli.tables.columns import column

PRODUCTS = """
sku    | name                                                        | brand   | gmodel        | material       | category              | hs_code
SK-01  | 玻尿酸保湿面霜 50ml                                         | HANBIT  | 50ml/瓶       |                | 美妆护肤>面霜         | 3304990039
SK-02  | 氨基酸洗面奶 温和不紧绷 120g                                | MORINO  | 120g/支       |                | 美妆护肤>洁面         | 3401300090
SK-03  | 烟酰胺焕亮精华液 30ml                                       | ROSEVAL | 30ml/瓶       |                | 美妆护肤>精华         | 3304990039
SK-04  | 补水面膜 10片装                                             | HANBIT  | 25ml*10片     |                | 美妆护肤>面膜         | 3304990049
SK-05  | 防晒霜 SPF50+ PA++++ 60g                                    | MORINO  | 60g/支        |                | 美妆护肤>防晒         | 3304990029
SK-06  | 哑光口红 不沾杯 3.5g                                        | ROSEVAL | 3.5g/支       |                | 彩妆>唇部             | 3304100091
SK-07  | 纤长防水睫毛膏 9ml                                          | HANBIT  | 9ml/支        |                | 彩妆>眼部             | 3304200092
SK-08  | 玫瑰身体乳 250ml                                            | ROSEVAL | 250ml/瓶      |                | 个人护理>身体护理     | 3304990039
SK-09  | 控油蓬松洗发水 500ml                                        | MORINO  | 500ml/瓶      |                | 个人护理>洗护         | 3305100090
SK-10  | 蜂胶牙膏 100g                                               | TUIBUSH | 100g/支       |                | 个人护理>口腔         | 2106909090
SK-11  | 女士香水 花果香调 EDP 50ml                                  | ROSEVAL | 50ml/瓶       |                | 香水                  | 3303000020
SK-12  | Hydrating face cream with hyaluronic acid 50 ml             | HANBIT  | 50 ml         |                | Beauty > Skin care    | 3304990039
SK-13  | Anti-dandruff shampoo 400 ml                                | MORINO  | 400 ml        |                | Beauty > Hair         | 3305100090
SK-14  | 護手霜 玫瑰香 75ml                                          | ROSEVAL | 75ml/支       |                | 個人護理              |
SK-15  | ＢＢ霜 自然色 30ml                                          | HANBIT  | 30ml/支       |                | 彩妆>面部             |
SK-16  | Matte nail polish 12 ml                                     | ROSEVAL | 12 ml         |                | Beauty > Nails        | 3208201090
SK-17  | 护发素 修护干枯 400ml                                       | MORINO  | 400ml/瓶      |                | 个人护理>洗护         | 3305900000
SK-18  | 薄荷漱口水 500ml                                            | TANDO   | 500ml/瓶      |                | 个人护理>口腔         | 3306901000
FD-01  | 麦卢卡蜂蜜 UMF10+ 250g                                      | TUIBUSH | 250g/瓶       |                | 食品>蜂蜜             | 0409000000
FD-02  | 巧克力味饼干 独立小包装 300g                                | KOEKHUS | 300g/盒       |                | 食品>饼干             | 1905310000
FD-03  | 夹心巧克力礼盒 200g                                         | KOEKHUS | 200g/盒       |                | 食品>巧克力           |
FD-04  | 冻干速溶黑咖啡粉 2g*30颗                                    | NORDLAC | 2g*30         |                | 食品>咖啡             | 2101110000
FD-05  | 中度烘焙咖啡豆 500g                                         | NORDLAC | 500g/袋       |                | 食品>咖啡             | 0901210000
FD-06  | 特级初榨橄榄油 750ml                                        | OLIVARA | 750ml/瓶      |                | 食品>食用油           | 1509200000
FD-07  | 成人全脂奶粉 1kg                                            | MELKHOF | 1kg/袋        |                | 食品>奶粉             | 0402210000
FD-08  | 干红葡萄酒 赤霞珠 750ml                                     | OLIVARA | 750ml/瓶      |                | 酒类>葡萄酒           | 2204210000
FD-09  | Single malt whisky 12 years 700 ml                          | GLENORE | 700 ml        |                | Drinks > Spirits      | 2208300000
FD-10  | Wheat beer 24 x 330 ml                                      | BRAUHOF | 24 x 330 ml   |                | Drinks > Beer         | 2203000000
FD-11  | 水果软糖 混合口味 200g                                      | KOEKHUS | 200g/袋       |                | 食品>糖果             | 1704900000
FD-12  | Raw almonds unsalted 500 g                                  | SUNGROVE| 500 g         |                | Food > Nuts           |
FD-13  | 番茄意面酱 350g                                             | OLIVARA | 350g/瓶       |                | 食品>调味品           | 2103200000
FD-14  | Dark chocolate bar 70% cocoa 100 g                          | KOEKHUS | 100 g         |                | Food > Chocolate      | 1806320000
FD-15  | 茉莉花茶 100g 罐装                                          | HOSHINO | 100g/罐       |                | 食品>茶叶             | 0902101100
FD-16  | 日式豚骨拉面 方便面 5包                                     | HOSHINO | 5包           |                | 食品>方便食品         | 1902303000
HC-01  | 深海鱼油软胶囊 1000mg 200粒                                 | SUNGROVE| 200粒/瓶      |                | 保健>鱼油             | 1504200091
HC-02  | 深海鱼油软胶囊 1000mg 200粒                                 | SUNGROVE| 200粒/瓶      |                | 保健>鱼油             | 2106909090
HC-03  | 益生菌粉 成人 30条                                          | NORDLAC | 30条/盒       |                | 保健>肠道             | 2106909090
HC-04  | 维生素C咀嚼片 100片                                         | SUNGROVE| 100片/瓶      |                | 保健>维生素           | 2106909090
HC-05  | Collagen peptide powder 300 g                               | NORDLAC | 300 g         |                | Health > Supplements  |
HC-06  | Multivitamin gummies for adults 150 count                   | SUNGROVE| 150 ct        |                | Health > Supplements  | 2106909090
HC-07  | 辅酶Q10软胶囊 60粒                                          | SUNGROVE| 60粒/瓶       |                | 保健                  | 2106909090
BB-01  | 婴儿配方奶粉3段 900g                                        | MELKHOF | 900g/罐       |                | 母婴>奶粉             | 1901101090
BB-02  | 婴儿纸尿裤 L54片                                            | HOSHINO | L54片         |                | 母婴>尿裤             | 9619001100
BB-03  | 成人纸尿裤 L10片 加厚                                       | HOSHINO | L10片         |                | 护理>成人纸尿裤       | 9619001900
BB-04  | 硅胶奶瓶刷 旋转清洗                                         | TANDO   | 1支           | 硅胶           | 母婴>喂养             |
BB-05  | PPSU宽口径奶瓶 240ml                                        | TANDO   | 240ml         | PPSU           | 母婴>喂养             | 3924100000
BB-06  | 婴儿推车 可折叠轻便                                         | KLODSEN | 1台           | 铝合金         | 母婴>出行             | 8715000000
BB-07  | 拼插积木 480块                                              | KLODSEN | 480块         | ABS塑料        | 玩具>积木             | 9503006000
BB-08  | 毛绒玩具熊 45cm                                             | KLODSEN | 45cm          | 涤纶           | 玩具>毛绒             | 9503006000
BB-09  | Wooden puzzle for toddlers 3 years                          | KLODSEN | 24 pcs        | wood           | Toys > Puzzles        | 9503006000
BB-10  | 婴儿连体衣 纯棉针织 66码                                    | HOSHINO | 66码          | 100%棉         | 母婴>服装             | 6111200000
BB-11  | Baby diapers size M 64 pcs                                  | HOSHINO | M 64          |                | Baby > Diapers        | 9619001100
HH-01  | 卫生巾 日用 240mm 10片                                      | MORINO  | 10片/包       |                | 个护>女性护理         | 4818400000
HH-02  | 不锈钢保温杯 500ml                                          | TANDO   | 500ml         | 304不锈钢      | 家居>水杯             | 9617001900
HH-03  | 骨瓷咖啡杯碟套装                                            | TANDO   | 2件套         | 骨瓷           | 家居>餐具             | 6911101100
HH-04  | 纯棉毛巾 34*74cm                                            | HOSHINO | 34*74cm       | 纯棉           | 家居>毛巾             | 6302609000
HH-05  | 香薰蜡烛 大豆蜡 200g                                        | ROSEVAL | 200g          |                | 家居>香薰             | 3406000090
HH-06  | 浓缩洗衣液 2kg                                              | MORINO  | 2kg/瓶        |                | 家清>洗衣             | 3402509000
HH-07  | 抽纸 3层100抽*24包                                          | MORINO  | 24包          |                | 家清>纸品             | 4818200000
HH-08  | 羽绒被 95%白鹅绒 200*230cm                                  | HOSHINO | 200*230cm     | 白鹅绒         | 家居>被子             | 9404401090
HH-09  | Stainless steel frying pan 28 cm                            | TANDO   | 28 cm         | stainless steel| Home > Kitchen        | 7323930000
HH-10  | 硅胶折叠水杯                                                | TANDO   | 350ml         | 硅胶           | 家居>水杯             |
HH-11  | 牙刷 软毛 4支装                                             | TANDO   | 4支           |                | 个人护理>口腔         | 9603210000
HH-12  | 全价成猫粮 鸡肉味 2kg                                       | PELSDYR | 2kg/袋        |                | 宠物>猫粮             | 1905900000
HH-13  | Bamboo cutting board large                                  | TANDO   | 40 x 30 cm    | bamboo         | Home > Kitchen        |
HH-14  | Beach towel cotton terry 90 x 170 cm                        | HOSHINO | 90 x 170 cm   | cotton         | Home > Bath           | 6302609000
CL-01  | 男士纯棉短袖T恤 白色                                        | STRIDA  | L             | 100%棉         | 服装>T恤              | 6109100000
CL-02  | 涤纶速干T恤 男款短袖                                        | STRIDA  | XL            | 100%涤纶       | 服装>T恤              | 6109909000
CL-03  | 女士羊毛针织开衫                                            | STRIDA  | M             | 100%羊毛       | 服装>毛衣             | 6110110000
CL-04  | 牛仔裤 女 高腰直筒                                          | STRIDA  | 28            | 棉98% 氨纶2%   | 服装>裤子             | 6204620000
CL-05  | 真丝连衣裙 香槟色                                           | ROSEVAL | S             | 桑蚕丝         | 服装>连衣裙           | 6204491000
CL-06  | 跑步鞋 男 网面透气 42码                                     | STRIDA  | 42            | 鞋面织物       | 鞋>运动鞋             | 6404110000
CL-07  | Women's leather ankle boots                                 | STRIDA  | 38            | leather upper  | Shoes > Boots         | 6403990090
CL-08  | 真皮女士手提包                                              | ROSEVAL | 1个           | 牛皮           | 箱包>女包             | 4202210090
CL-09  | 双肩背包 15寸 尼龙                                          | STRIDA  | 15寸          | 尼龙           | 箱包>双肩包           | 4202920000
CL-10  | Men's cotton crew socks 6 pairs                             | STRIDA  | 6 pairs       | cotton         | Clothing > Socks      | 6115950019
CL-11  | 羊绒围巾 纯色                                               | ROSEVAL | 180*30cm      | 100%山羊绒     | 服装>配饰             |
CL-12  | 偏光太阳镜 男                                               | STRIDA  | 1副           |                | 配饰>眼镜             | 9004100000
CL-13  | Women's knitted sweater                                     | STRIDA  | M             |                | Clothing              |
EL-01  | 声波电动牙刷 含2支刷头                                      | TANDO   | TB-1          |                | 小家电>个护           | 8509803000
EL-02  | 高速负离子电吹风                                            | VENTARA | HD-1          |                | 小家电>个护           | 8516310000
EL-03  | 无线蓝牙耳机 降噪                                           | VENTARA | EP-2          |                | 数码>耳机             | 8518300000
EL-04  | 移动电源 10000mAh                                           | VENTARA | PB-10         |                | 数码>电源             | 8507600090
EL-05  | 自动机械手表 男 钢带                                        | ROSEVAL | WM-1          | 精钢           | 钟表                  | 9102210090
EL-06  | 扫地机器人                                                  | VENTARA | RV-3          |                | 家电>清洁             | 8508111000
EL-07  | Electric shaver for men rechargeable                        | VENTARA | ES-5          |                | Electronics > Care    | 8510100000
EL-08  | 手机壳 透明防摔 TPU                                         | VENTARA | 6.1寸         | TPU            | 数码>配件             | 3926909090
EL-09  | LED desk lamp dimmable                                      | VENTARA | DL-2          |                | Home > Lighting       | 9405210090
VG-01  | 配件                                                        | VENTARA |               |                | 其他                  |
VG-02  | 新年礼盒                                                    |         |               |                |                       |
VG-03  | 赠品 勿拍                                                   |         |               |                | 其他                  |
VG-04  | Gift set                                                    |         |               |                | Other                 |
VG-05  | 进口爆款 现货包邮                                           |         |               |                |                       |
VG-06  | New arrival hot sale 2026                                   |         |               |                | Other                 |
"""  # noqa: E501 -- a table is read across; an empty cell is unknown

PAST = """
name                     | hs_code    | lines
玻尿酸保湿面霜           | 3304990039 | 6
氨基酸洗面奶             | 3401300090 | 4
声波电动牙刷             | 8509803000 | 5
儿童电动牙刷             | 8509803000 | 2
牙刷 软毛                | 9603210000 | 7
羊绒围巾                 | 6214202000 | 3
益生菌粉 成人            | 2106909090 | 4
硅胶折叠水杯             | 3924100000 | 3
硅胶奶瓶刷               | 9603909090 | 2
硅胶奶瓶刷               | 3924900000 | 1
"""


def write_products(target: Path) -> None:
    """The catalogue, as a workbook of texts."""
    rows = table(PRODUCTS)
    used = [column(name) for name in rows[0]]
    book = Workbook()
    sheet = book.active
    sheet.title = "商品"
    sheet.append([each.bilingual for each in used])
    for row in rows:
        sheet.append([row[each.name] or None for each in used])
    sheet.freeze_panes = "C2"
    for place, width in enumerate((20, 48, 14, 20, 18, 22, 20), start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter][1:]:
            cell.number_format = "@"
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    save(book, target)


def write_past(target: Path) -> None:
    """Past declarations, one line for each time."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column(name).bilingual for name in ("name", "hs_code")])
        for row in table(PAST):
            writer.writerows([[row["name"], row["hs_code"]]] * int(row["lines"]))


def main(folder: Path) -> None:
    """Write both files into the folder."""
    write_products(folder / "products.xlsx")
    write_past(folder / "past_declarations.csv")
    print(f"{len(table(PRODUCTS))} products, {sum(int(row['lines']) for row in table(PAST))} past lines")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
