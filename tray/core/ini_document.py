"""placeholder"""


class IniDocument: ...
